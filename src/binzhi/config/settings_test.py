"""Settings of the test suite: a scratch home, quick password hashing, PostgreSQL when its address is given."""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

_home = Path(tempfile.mkdtemp(prefix="binzhi-test-"))
atexit.register(shutil.rmtree, _home, ignore_errors=True)
os.environ["BINZHI_HOME"] = str(_home)
os.environ.pop("DATABASE_URL", None)
os.environ.pop("KEYSTORE_URL", None)
for _own, _test in (("DATABASE_URL", "BINZHI_TEST_DATABASE_URL"), ("KEYSTORE_URL", "BINZHI_TEST_KEYSTORE_URL")):
    if os.environ.get(_test):
        os.environ[_own] = os.environ[_test]

from binzhi.config.settings import *  # noqa: E402, F403  settings are a star import by design
from binzhi.config.settings import DATABASES, SQLITE_OPTIONS  # noqa: E402  named for the checker
from binzhi.vault.master import make_key_file  # noqa: E402  after the environment is set

BINZHI_KEY_FILE = str(_home / "keys" / "master.key")
make_key_file(Path(BINZHI_KEY_FILE))
(_home / "data").mkdir()
(_home / "keystore").mkdir()
(_home / "static").mkdir()
SECRET_KEY = "tests only"  # noqa: S105  no secret of anything real
ALLOWED_HOSTS = ["*"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
BINZHI_SECOND_FACTOR = "required"
TASKS = {
    "default": {
        "BACKEND": "django_tasks.backends.immediate.ImmediateBackend",
        "QUEUES": ["default", "imports", "scans"],
    }
}

for _alias in ("default", "keys"):
    if DATABASES[_alias]["ENGINE"].endswith(
        "sqlite3"
    ):  # a file: server threads of browser tests open their own connection
        DATABASES[_alias] = {
            **DATABASES[_alias],
            "TEST": {"NAME": str(_home / f"test-{_alias}.sqlite3")},
            "OPTIONS": {**SQLITE_OPTIONS, "init_command": str(SQLITE_OPTIONS["init_command"]).replace("=FULL", "=OFF")},
        }
