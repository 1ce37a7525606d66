"""Files of npm packages that are served as ours: exactly those named here, nothing else of the packages."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder
from django.core.files.storage import FileSystemStorage

PACKAGE_FILES = {"ui/vendor/htmx.min.js": "htmx.org/dist/htmx.min.js"}


class _Renamed(FileSystemStorage):
    """A storage over node_modules that answers to our names."""

    prefix = ""

    def path(self, name: str) -> str:
        return super().path(PACKAGE_FILES[name])


class PackageFinder(BaseFinder):
    """Find the files of ``PACKAGE_FILES`` under ``settings.BINZHI_NODE_MODULES``."""

    def check(self, **kwargs: Any) -> list[Any]:
        return []

    def find(self, path: str, find_all: bool = False, **kwargs: Any) -> Any:
        known = PACKAGE_FILES.get(path)
        place = Path(settings.BINZHI_NODE_MODULES) / known if known else None
        found = [str(place)] if place and place.is_file() else []
        if find_all or kwargs.get("all"):
            return found
        return found[0] if found else []

    def list(self, ignore_patterns: Any) -> Iterator[tuple[str, FileSystemStorage]]:
        storage = _Renamed(location=settings.BINZHI_NODE_MODULES)
        for name in PACKAGE_FILES:
            if storage.exists(name):
                yield name, storage
