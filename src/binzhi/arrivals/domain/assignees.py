"""Who is asked to do an item: staff of the department by role, the least loaded first; never two arrivals to meet at once."""

from collections import Counter
from datetime import date, datetime, timedelta
from uuid import UUID

from binzhi.arrivals.engine import DutyList, Spec
from binzhi.org.models import Post

MEETING = timedelta(minutes=30)


class Assignees:
    """Deals items out to the staff of a hotel."""

    def __init__(self, hotel_id: UUID, duties: DutyList) -> None:
        self.by_department: dict[str, list[tuple[str, UUID, str]]] = {}
        self.by_role: dict[str, list[tuple[str, UUID, str]]] = {}
        self.load: Counter[UUID] = Counter()
        self.meetings: dict[UUID, list[datetime]] = {}
        self.duties = duties
        posts = Post.objects.filter(hotel_id=hotel_id, staff__is_active=True).order_by("staff__name", "staff_id")
        for department, role, staff_id, name in posts.values_list(
            "department__code", "role", "staff_id", "staff__name"
        ):
            self.by_department.setdefault(department, []).append((role, staff_id, name))
            self.by_role.setdefault(role, []).append((department, staff_id, name))

    def note(self, staff_id: UUID, *, meets_at: datetime | None = None) -> None:
        """Count an item that somebody has already."""
        self.load[staff_id] += 1
        if meets_at is not None:
            self.meetings.setdefault(staff_id, []).append(meets_at)

    def choose(self, spec: Spec) -> tuple[UUID | None, str]:
        """Return the person for an item; nobody when the department has no staff."""
        own = self.by_department.get(spec.department, [])
        wanted = [p for p in own if p[0] == spec.rule.role] or [
            p for p in self.by_role.get(spec.rule.role, []) if spec.rule.role
        ]
        candidates = self._on_duty(wanted or own, spec.department, spec.due_at.date())
        if spec.rule.meets:
            free = [p for p in candidates if self._free(p[1], spec.due_at)]
            candidates = free or candidates
        if not candidates:
            return None, ""
        _role, staff_id, name = min(candidates, key=lambda p: (self.load[p[1]], p[2], str(p[1])))
        self.note(staff_id, meets_at=spec.due_at if spec.rule.meets else None)
        return staff_id, name

    def _on_duty(self, people: list[tuple[str, UUID, str]], department: str, day: date) -> list[tuple[str, UUID, str]]:
        off = self.duties.off.get((department, day), set())
        return [p for p in people if p[2] not in off] or people

    def _free(self, staff_id: UUID, moment: datetime) -> bool:
        return all(abs(moment - other) >= MEETING for other in self.meetings.get(staff_id, ()))
