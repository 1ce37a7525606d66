"""Roles as data (``catalogue/roles.toml``): what a role may read, reveal and do."""

import tomllib
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from binzhi.kernel.words import Words

FIELD_CLASSES = ("C0", "C1", "C2", "C3", "C4")


@dataclass(frozen=True, slots=True)
class Role:
    """One role. ``reads`` are field classes seen masked or plain, ``reveals`` those that may be opened with a reason."""

    code: str
    words: Words
    department: str
    reads: frozenset[str]
    reveals: frozenset[str]
    permissions: frozenset[str]
    whole_house: bool
    second_factor: bool


@lru_cache(maxsize=1)
def roles() -> dict[str, Role]:
    """Return the roles by code; permission bundles are unfolded."""
    data = tomllib.loads(files("binzhi.org.catalogue").joinpath("roles.toml").read_text(encoding="utf-8"))
    bundles: dict[str, list[str]] = data["bundle"]
    result = {}
    for code, row in data["role"].items():
        names: set[str] = set(row.get("permissions", []))
        for bundle in row.get("bundles", []):
            names |= set(bundles[bundle])
        reads = frozenset(row["reads"])
        result[code] = Role(
            code=code,
            words=Words(row["zh"], row["en"]),
            department=row["department"],
            reads=reads,
            reveals=frozenset(row.get("reveals", [])),
            permissions=frozenset(names),
            whole_house=row.get("whole_house", False),
            second_factor=row.get("second_factor", bool(reads & {"C2", "C3", "C4"})),
        )
    return result


def faults_of_roles(known: Iterable[Role], *, permissions: Collection[str], departments: Collection[str]) -> list[str]:
    """Return what is wrong with the roles: a name that nobody declared would silently give nothing, or too much."""
    faults = []
    for role in known:
        faults += [f"{role.code}: unknown permission {name}" for name in sorted(role.permissions - set(permissions))]
        faults += [f"{role.code}: unknown class {name}" for name in sorted(role.reads - set(FIELD_CLASSES))]
        faults += [f"{role.code}: reveals {name} without reading it" for name in sorted(role.reveals - role.reads)]
        if role.department not in departments:
            faults.append(f"{role.code}: unknown department {role.department}")
        if role.reads & {"C2", "C3", "C4"} and not role.second_factor:
            faults.append(f"{role.code}: reads C2 or above without a second factor")
    return faults
