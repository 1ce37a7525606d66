"""The open preparation items of a guest's present or next stay, for the guest page."""

from typing import Any

from binzhi.kernel.scope import Scope
from binzhi.workbench.dossier import Dossier


def items_of_guest(scope: Scope, dossier: Dossier) -> list[Any]:
    """Return the items the reader's departments see."""
    return []
