"""Do we know these guests? The same question as :mod:`identity.recognise` for many rows at once (an import).

For a part of a file: one query for the keys of all rows, one for the evidence behind them, one for how often values
occur; never one per row. Rows of the file that are not stored yet are compared with each other in memory.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from django.db.models import F, Window
from django.db.models.functions import RowNumber

from binzhi.identity.engine.evidence import Evidence, Profile
from binzhi.identity.engine.frequencies import COLUMNS, MOST_NAMES, SMALLEST_FILE, values_of
from binzhi.identity.engine.keys import blocking_keys
from binzhi.identity.engine.model import Model, load_model
from binzhi.identity.engine.normalise import evidence_of
from binzhi.identity.engine.recognise import Match, rank
from binzhi.identity.models import MatchKey
from binzhi.identity.recognise import CAP, evidences_of
from binzhi.identity.terms import FILLED, TOTAL, StoredFrequencies
from binzhi.vault.index import match_indexes

SLICE = 5000  # keys of one statement
COUNTED = 20_000  # rows of a file whose values are counted beside the stored counts; memory stays bounded
NAMES = 40  # different names remembered under one number


class FileFrequencies(StoredFrequencies):
    """How often values occur in the house and in the rows of the file read so far."""

    def __init__(self) -> None:
        self._counts = {}
        self._seen: dict[int, int] = {}
        self._filled: dict[str, int] = {}
        self._names: dict[int, set[int]] = {}
        self._rows = 0
        self._fetch([TOTAL, *((FILLED, column) for column in COLUMNS)])

    def read(self, evidences: Iterable[Evidence]) -> None:
        """Fetch the stored counts of all values of some profiles."""
        pairs: dict[tuple[str, str], None] = {}
        for evidence in evidences:
            values = [
                *values_of(evidence),
                *(("akey", k) for k in evidence.akeys),
                *(("sound", s) for s in evidence.sounds),
            ]
            pairs.update(dict.fromkeys(values))
            pairs.update(dict.fromkeys((f"{column}_names", value) for column, value in values if column in MOST_NAMES))
        wanted = [pair for pair in pairs if pair not in self._counts]
        for start in range(0, len(wanted), SLICE):
            self._fetch(wanted[start : start + SLICE])

    def forget_stored(self) -> None:
        """Forget the stored counts of values; those of the next rows are fetched anew."""
        kept = {TOTAL, *((FILLED, column) for column in COLUMNS)}
        self._counts = {pair: n for pair, n in self._counts.items() if pair in kept}

    def add(self, evidence: Evidence) -> None:
        """Count one row of the file."""
        if self._rows >= COUNTED:
            return
        self._rows += 1
        values = values_of(evidence)
        for column in {column for column, _ in values}:
            self._filled[column] = self._filled.get(column, 0) + 1
        for pair in values:
            mark = hash(pair)
            self._seen[mark] = self._seen.get(mark, 0) + 1
            if pair[0] in MOST_NAMES:
                names = self._names.setdefault(mark, set())
                if len(names) < NAMES:
                    names.add(hash(evidence.sound))

    @property
    def total(self) -> int:
        """Return how many profiles there are, stored and in the file."""
        return max(self._counts[TOTAL] + self._rows, SMALLEST_FILE)

    def count(self, column: str, value: str) -> int:
        """Return how many profiles or names bear the value, stored or in the file."""
        if column.endswith("_names"):
            return max(super().count(column, value), len(self._names.get(hash((column[:-6], value)), ())))
        if column == FILLED:
            return super().count(column, value) + self._filled.get(value, 0)
        return super().count(column, value) + self._seen.get(hash((column, value)), 0)


class Neighbours:
    """The stored profiles and the rows of the file a part of an import is compared with."""

    def __init__(self) -> None:
        self.model: Model = load_model()
        self.profiles: dict[Any, Profile] = {}
        self._frequencies = FileFrequencies()
        self._evidence: dict[Profile, Evidence] = {}
        self._keys: dict[Profile, list[int]] = {}
        self._holders: dict[int, list[UUID]] = {}
        self._known: dict[UUID, Evidence] = {}
        self._own_holders: dict[int, list[UUID]] = {}
        self._own: dict[UUID, Evidence] = {}

    def read(self, profiles: Mapping[Any, Profile], *, keep_own: bool = False) -> None:
        """Read what the house knows about the keys of some rows (row: profile), in place of the last ones; three queries.

        With ``keep_own`` earlier rows of the file stay in memory (a dry run: they are not stored).
        """
        self._evidence, self._keys, self._holders, self._known = {}, {}, {}, {}
        self._frequencies.forget_stored()
        if not keep_own:
            self._own_holders, self._own = {}, {}
        self.profiles = dict(profiles)
        for profile in self.profiles.values():
            self._take(profile)
        self._frequencies.read(self._evidence.values())
        wanted = sorted({h for keys in self._keys.values() for h in keys})
        for start in range(0, len(wanted), SLICE):
            self._read_holders(wanted[start : start + SLICE])
        near = {i for keys in self._keys.values() for i in _shared(keys, self._holders)}
        self._known = evidences_of(near) if near else {}

    def _take(self, profile: Profile) -> Evidence:
        if profile not in self._evidence:
            evidence = evidence_of(profile)
            self._evidence[profile] = evidence
            self._keys[profile] = match_indexes(blocking_keys(evidence))
            self._frequencies.add(evidence)
        return self._evidence[profile]

    def _read_holders(self, hashes: list[int]) -> None:
        place = Window(RowNumber(), partition_by=F("h"), order_by="guest_id")
        rows = MatchKey.objects.filter(h__in=hashes).annotate(place=place).filter(place__lte=CAP + 1)
        for h, guest_id in rows.values_list("h", "guest_id"):
            self._holders.setdefault(h, []).append(guest_id)

    def learn(self, profile_id: UUID, profile: Profile) -> None:
        """Remember a row of the file under the profile it made or will make."""
        evidence = self._take(profile)
        self._own[profile_id] = evidence
        for h in self._keys[profile]:
            self._own_holders.setdefault(h, []).append(profile_id)

    @property
    def remembered(self) -> int:
        """Return how many rows of the file are in memory."""
        return len(self._own)

    def matches(self, profile: Profile) -> list[Match]:
        """Return the stored profiles and earlier rows that may be the same person, best first."""
        evidence = self._take(profile)
        keys = self._keys[profile]
        near = [(i, self._known[i]) for i in _shared(keys, self._holders) if i in self._known and i not in self._own]
        near += [(i, self._own[i]) for i in _shared(keys, self._own_holders)]
        if not near:
            return []
        return rank(evidence, near, model=self.model, frequencies=self._frequencies)


def _shared(keys: Sequence[int], holders: dict[int, list[UUID]]) -> list[UUID]:
    """Return at most :data:`CAP` profiles that share keys, those that share most first; a key of many says nothing."""
    shared: dict[UUID, int] = {}
    for h in keys:
        found = holders.get(h, ())
        if len(found) <= CAP:
            for profile_id in found:
                shared[profile_id] = shared.get(profile_id, 0) + 1
    return sorted(shared, key=lambda i: (-shared[i], i))[:CAP]
