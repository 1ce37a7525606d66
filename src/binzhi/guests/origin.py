"""Where a value comes from: how, by which way, who, where, when, how sure (R-119 to R-125, R-135, R-156)."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from binzhi.guests.enums import Channel, SourceKind, Stage
from binzhi.kernel.scope import Scope

SURE = {
    SourceKind.SCANNED: 100,
    SourceKind.STATED: 95,
    SourceKind.OBSERVED: 70,
    SourceKind.IMPORTED: 70,
    SourceKind.INFERRED: 50,
}
WHOLE = ""  # the key of ``Guest.origins`` that holds for every field without an entry of its own


@dataclass(frozen=True, slots=True)
class Origin:
    """How a value was learned. What is left out is filled in from the actor when the value is written."""

    source: SourceKind = SourceKind.STATED
    channel: Channel | None = None
    stage: Stage | None = None
    place: str = ""
    department: str = ""
    stay_id: UUID | None = None
    learned_at: datetime | None = None
    confidence: int | None = None
    by: str = ""

    def of(self, source: SourceKind) -> "Origin":
        """Return the same origin with another kind of source."""
        return replace(self, source=source)

    @property
    def sureness(self) -> int:
        """Return how sure the value is, 0 to 100."""
        return SURE[self.source] if self.confidence is None else max(0, min(100, self.confidence))

    def stamp(self, scope: Scope, now: datetime) -> dict[str, Any]:
        """Return what is stored with a value: short, without empty entries."""
        learned = self.learned_at or now
        entries = {
            "source": self.source.value,
            "channel": self.channel.value if self.channel else "",
            "stage": self.stage.value if self.stage else "",
            "place": self.place[:60],
            "department": self.department or own_department(scope),
            "by": self.by or scope.actor.name,
            "at": learned.isoformat(timespec="seconds"),
            "sure": self.sureness,
        }
        return {name: value for name, value in entries.items() if value != ""}


def own_department(scope: Scope) -> str:
    """Return the department somebody speaks for; whoever sees the whole house speaks for none."""
    own = sorted(scope.departments - {"*"})
    return own[0] if own else ""


@dataclass(frozen=True, slots=True)
class Told:
    """The stored origin of a value, for screens and print."""

    source: str
    channel: str
    stage: str
    place: str
    department: str
    by: str
    at: datetime | None
    sure: int
    confirmed_at: datetime | None

    @property
    def is_scanned(self) -> bool:
        """Tell whether the value was read from a document: shown red, with a sign (R-135)."""
        return self.source == SourceKind.SCANNED

    @property
    def source_label(self) -> str:
        """Return the words of the kind of source."""
        return str(SourceKind(self.source).label) if self.source in SourceKind.values else self.source

    @property
    def channel_label(self) -> str:
        """Return the words of the way it came in."""
        return str(Channel(self.channel).label) if self.channel in Channel.values else ""

    @property
    def stage_label(self) -> str:
        """Return the words of the stage."""
        return str(Stage(self.stage).label) if self.stage in Stage.values else ""


def _moment(text: object) -> datetime | None:
    return datetime.fromisoformat(str(text)) if text else None


def told(stamp: Mapping[str, Any]) -> Told:
    """Return a stored stamp in readable form; an empty one tells nothing."""
    at = _moment(stamp.get("at"))
    return Told(
        source=str(stamp.get("source", "")),
        channel=str(stamp.get("channel", "")),
        stage=str(stamp.get("stage", "")),
        place=str(stamp.get("place", "")),
        department=str(stamp.get("department", "")),
        by=str(stamp.get("by", "")),
        at=at,
        sure=int(stamp.get("sure", 0)),
        confirmed_at=_moment(stamp.get("confirmed")) or at,
    )


def told_of(origins: Mapping[str, Any], field: str) -> Told:
    """Return the origin of one field of the profile."""
    return told(origins.get(field) or origins.get(WHOLE) or {})
