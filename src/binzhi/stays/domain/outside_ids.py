"""The verb on the ids other systems use for a booking."""

from collections.abc import Iterable

from binzhi.audit.domain.unit import persist, unit_of_work
from binzhi.kernel.scope import Scope
from binzhi.stays.access import BOOK
from binzhi.stays.models import Reservation, ReservationKey


def link_reservation(
    *, scope: Scope, reservation: Reservation, ids: Iterable[tuple[str, str, str]]
) -> list[tuple[str, str, str]]:
    """Note the ids under which other systems know a booking; returns those that were new (first come stays)."""
    scope.need(BOOK)
    scope.need_hotel(reservation.hotel_id)
    fresh: list[tuple[str, str, str]] = []
    with unit_of_work(scope) as unit:
        claims = unit.claims("reservation")
        for system, kind, value in ids:
            place = (reservation.hotel_id, system, kind, value)
            keys = ReservationKey.objects.filter(hotel_id=reservation.hotel_id, system=system, kind=kind, value=value)
            if place in claims or keys.exists():
                continue
            persist(
                ReservationKey(
                    hotel_id=reservation.hotel_id,
                    system=system,
                    kind=kind,
                    value=value,
                    guest_id=reservation.guest_id,
                    reservation_id=reservation.id,
                )
            )
            claims[place] = True
            fresh.append((system, kind, value))
    return fresh


def unlink_reservation(*, scope: Scope, reservation: Reservation, ids: Iterable[tuple[str, str, str]]) -> int:
    """Forget ids noted by :func:`link_reservation` (undo of an import); returns how many went."""
    scope.need(BOOK)
    scope.need_hotel(reservation.hotel_id)
    gone = 0
    with unit_of_work(scope):
        for system, kind, value in ids:
            keys = ReservationKey.objects.filter(hotel_id=reservation.hotel_id, system=system, kind=kind, value=value)
            gone += keys.filter(reservation_id=reservation.id).delete()[0]
    return gone
