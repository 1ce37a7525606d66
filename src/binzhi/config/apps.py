"""The top floor as an app: loads what the rooms declare (acts, permissions), so that a log can always be put into words."""

from importlib import import_module
from pkgutil import iter_modules, walk_packages

from django.apps import AppConfig
from django.core.exceptions import ImproperlyConfigured

import binzhi
from binzhi.kernel.permissions import declared

DECLARING = ("domain", "access")


class ConfigConfig(AppConfig):
    """Settings, root addresses, commands (top floor)."""

    name = "binzhi.config"
    label = "config"
    verbose_name = "Config"

    def ready(self) -> None:
        """Import every room's verbs and permissions; each declares its acts where it stands."""
        for room in iter_modules(binzhi.__path__, "binzhi."):
            if not room.ispkg or room.name == "binzhi.kernel":
                continue
            package = import_module(room.name)
            for module in iter_modules(package.__path__, f"{room.name}."):
                if module.name.rsplit(".", 1)[1] in DECLARING:
                    loaded = import_module(module.name)
                    for part in walk_packages(getattr(loaded, "__path__", []), f"{module.name}."):
                        import_module(part.name)
        refuse_wrong_roles()


def refuse_wrong_roles() -> None:
    """Refuse to start with a role that names what nobody declared."""
    from binzhi.org.roles import faults_of_roles, roles

    known = roles().values()
    faults = faults_of_roles(known, permissions=declared(), departments={role.department for role in known})
    if faults:
        raise ImproperlyConfigured("roles.toml: " + "; ".join(faults))
