"""The guest search at 200,000 guests and more: every kind of key, the worst ones, the page, and what a new guest costs.

SEARCH_GUESTS=1000000 python -m bench search — rows are made by a generator, their tokens by the tokeniser of the house.
"""

import os
import random
import sys
from collections.abc import Callable, Iterator
from functools import lru_cache
from itertools import islice
from typing import Any

from bench.figures import Figure, median_ms, watch
from bench.people import Person, people
from bench.scratch import engine as database
from bench.scratch import scratch_house

AIM = "p99 <= 5 ms in the database"
WORST = [
    "王",
    "李",
    "张",
    "刘",
    "陈",
    "杨",
    "w",
    "l",
    "z",
    "zh",
    "wang",
    "zhang",
    "li",
    "liu",
    "lx",
    "wx",
    "zw",
    "zl",
    "wj",
    "建",
    "国",
    "伟",
    "an",
    "j",
    "jo",
    "ma",
    "上海",
    "北京",
    "有限",
    "贸易",
    "科技",
    "王建",
    "张伟",
    "wangw",
]
PAIRS = (
    "王 上海",
    "张 贸易",
    "wang 北京",
    "李 科技",
    "欧阳 桂林",
    "wang jian",
    "john 上海",
    "赵 宏远",
    "zhang wei",
    "ma 厦门",
)
CHUNK = 5000
Times = tuple[float, float]
ASKED = 200


def measure() -> list[Figure]:
    """One scratch hotel for each size."""
    return [figure for size in _sizes() for figure in _measure(size)]


def _sizes() -> list[int]:
    return [int(word) for word in os.environ.get("SEARCH_GUESTS", "200000").split()]


def _measure(size: int) -> list[Figure]:
    with scratch_house() as (hotel, staff, password):
        with watch() as built:
            sample = _fill(hotel, size)
        said = [
            _figure(
                size,
                "index built",
                f"{built.wall:.0f} s wall, {built.cpu:.0f} s CPU, {_size_mib():,.0f} MiB in all",
                "",
            )
        ]
        kinds = _questions(sample)
        for questions in kinds.values():
            _time(questions[:20])
        everything: list[Times] = []
        for kind, questions in kinds.items():
            times = _time(questions)
            everything += times
            said.append(_figure(size, f"by {kind}", _spread(times), AIM))
        said.append(_figure(size, "all kinds together", _spread(everything), AIM))
        said.append(_figure(size, "top twenty beside brute force", _compare(kinds), "all equal"))
        said += [_page(size, staff, password, kinds), _create(size, hotel)]
    return said


def _figure(size: int, what: str, measured: str, aim: str) -> Figure:
    command = f"SEARCH_GUESTS={size} make bench ARGS=search"
    return Figure(f"search, {size:,} guests, {database()}: {what}", aim, measured, command)


def _fill(hotel: Any, size: int) -> list[Person]:
    """Write guests, entries and tokens in chunks; returns guests to ask for."""
    from django.db import connection, transaction

    dice = random.Random(7)
    sample: list[Person] = []
    pg = connection.vendor == "postgresql"
    if pg:
        _run("ALTER TABLE guests_search_token DROP CONSTRAINT guests_search_token_pkey")
    source, turn = people(size), 0
    while chunk := list(islice(source, CHUNK)):
        with transaction.atomic():
            _write(hotel, chunk, turn)
        turn += len(chunk)
        sample += dice.sample(chunk, min(len(chunk), max(1, 4 * ASKED * CHUNK // size)))
        if turn % 500_000 == 0:
            print(f"  {turn:,} guests", flush=True, file=sys.stderr)
    if pg:
        _run("SET maintenance_work_mem = '1GB'")
        _run("ALTER TABLE guests_search_token ADD PRIMARY KEY (token, rank)")
        _run("SELECT setval('guests_search_turn', %s)", [size + 1])
        for table in ("guests_search_token", "guests_search_entry", "guests_guest"):
            _run(f"VACUUM ANALYZE {table}")
    else:
        _run("UPDATE guests_search_turn SET turn = %s", [size + 1])
        _run("ANALYZE")
        _run("PRAGMA wal_checkpoint(TRUNCATE)")
    dice.shuffle(sample)
    return sample


def _write(hotel: Any, chunk: list[Person], turn: int) -> None:
    from django.db import connection
    from django.utils import timezone

    from binzhi.audit.domain.bulk import make_row, write_rows
    from binzhi.guests.domain import search_store
    from binzhi.guests.enums import ContactKind
    from binzhi.guests.models import Guest
    from binzhi.guests.search.numbers import contact_tokens
    from binzhi.guests.search.ranks import rank_of
    from binzhi.kernel.names import name_forms
    from binzhi.kernel.search_tokens import name_tokens, place_tokens

    now = timezone.now()
    rows, entries = [], []
    for place, one in enumerate(chunk, turn + 1):
        forms = name_forms(one.name)
        row = make_row(
            Guest, group_id=hotel.group_id, name=one.name, family_name=forms.family_name, given_name=forms.given_name,
            pinyin=forms.pinyin, latin_key=forms.latin, company=one.company, native_place=one.city,
            vip_level="A" if one.vip else "", created_at=now, updated_at=now,
        )  # fmt: skip
        tokens = kept(name_tokens, one.name) | kept(place_tokens, one.company) | kept(place_tokens, one.city)
        tokens |= set(contact_tokens(ContactKind.MOBILE, one.mobile))
        rows.append(row)
        entries.append((row.id, rank_of(1 if one.vip else 0, place), " ".join(sorted(tokens))))
    write_rows(Guest, rows)
    if connection.vendor != "postgresql":
        search_store.keep_entries(entries)
        search_store.put_in([(rank, tokens) for _, rank, tokens in entries])
        return
    with connection.cursor() as cursor:
        with cursor.copy("COPY guests_search_entry (guest_id, rank, tokens) FROM STDIN") as stream:
            for entry in entries:
                stream.write_row(entry)
        with cursor.copy("COPY guests_search_token (rank, token) FROM STDIN") as stream:
            for _, rank, tokens in entries:
                for token in tokens.split(" "):
                    stream.write_row((rank, token))


@lru_cache(maxsize=2_000_000)
def kept(tokens_of: Callable[[str], set[str]], text: str) -> frozenset[str]:
    """The tokens of a text; names come again and again, and the tokeniser is measured by the new guest below."""
    return frozenset(tokens_of(text)) if text else frozenset()


def _run(sql: str, values: list[Any] | None = None) -> list[Any]:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(sql, values or [])
        return list(cursor.fetchall()) if cursor.description else []


def _size_mib() -> float:
    from django.db import connection

    if connection.vendor == "postgresql":
        tables = ("guests_search_token", "guests_search_entry")
        return sum(float(_run(f"SELECT pg_total_relation_size('{t}')")[0][0]) for t in tables) / 2**20
    return float(os.path.getsize(str(connection.settings_dict["NAME"]))) / 2**20


def _questions(sample: list[Person]) -> dict[str, list[str]]:
    """Questions drawn from guests that exist, so that common keys come as often as in life."""
    from binzhi.kernel.names import has_han, name_forms
    from binzhi.kernel.search_tokens import place_words

    han = [p for p in sample if has_han(p.name)]
    latin = [p for p in sample if not has_han(p.name)]
    spoken = [name_forms(p.name) for p in han]
    dice = random.Random(3)

    def mistyped(text: str) -> str:
        n = dice.randrange(1, len(text) - 1)
        return dice.choice((text[:n] + text[n + 1 :], text[:n] + text[n + 1] + text[n] + text[n + 2 :]))

    with_firm = [p for p in sample if p.company]
    return {
        "whole Chinese name": [p.name for p in han[:ASKED]],
        "two characters": [p.name[:2] for p in han[:ASKED]],
        "given name": [p.name[1:] for p in han[:ASKED]],
        "beginning of pinyin": [f.pinyin[: dice.randint(2, 8)] for f in spoken[:ASKED]],
        "whole pinyin": [f.pinyin for f in spoken[:ASKED]],
        "given name first": [name_forms(p.name[1:] + p.name[:1]).pinyin for p in han[:ASKED]],
        "initials": [f.initials for f in spoken[:ASKED]],
        "Latin name": [p.name for p in latin[:ASKED]],
        "Latin beginning": [p.name.split()[1][: dice.randint(2, 5)] for p in latin[:ASKED]],
        "company": [place_words(p.company)[0][1][: dice.choice((2, 3, 4))] for p in with_firm[:ASKED]],
        "surname and last four": [f"{p.name[:1]} {p.mobile[-4:]}" for p in han[:ASKED]],
        "whole telephone": [p.mobile for p in sample[:ASKED]],
        "two words": [f"{p.name[:1]} {p.city}" for p in han if p.city][:ASKED] + list(PAIRS),
        "pinyin with an error": [mistyped(f.pinyin) for f in spoken[:ASKED] if len(f.pinyin) > 4],
        "worst": [*WORST, *PAIRS],
    }


def _answer(text: str) -> Any:
    """What a search asks of the database: the looks, and the corrected ones when little was found."""
    from binzhi.guests.search.find import candidates

    return candidates(text, classes=("C2", "C3"))


def _time(questions: list[str]) -> list[Times]:
    """Wall and own processor milliseconds of each question."""
    times = []
    for question in questions:
        with watch() as used:
            _answer(question)
        times.append((used.wall * 1000, used.cpu * 1000))
    return times


def _spread(times: list[Times]) -> str:
    """Say wall times, and the processor time of this process, which other work on the machine does not stretch."""
    walls, cpus = sorted(w for w, _ in times), sorted(c for _, c in times)

    def at(values: list[float], share: float) -> float:
        return values[min(int(len(values) * share), len(values) - 1)]

    return (
        f"p50 {at(walls, 0.5):.2f} ms, p99 {at(walls, 0.99):.2f} ms, most {walls[-1]:.2f} ms wall;"
        f" p99 {at(cpus, 0.99):.2f} ms CPU ({len(times)} questions)"
    )


def _compare(kinds: dict[str, list[str]]) -> str:
    """Compare the best twenty of each look with a walk over all entries from the top."""
    from django.db import connection

    from binzhi.guests.search.engines import engine
    from binzhi.guests.search.plan import plan

    looks = list(
        dict.fromkeys(
            look for some in kinds.values() for text in some[:3] for look in plan(text, classes=("C2",)).looks
        )
    )
    looks = looks[:80]
    wanted: dict[Any, list[int]] = {look: [] for look in looks}
    sets = [(look, frozenset(look)) for look in looks]
    names = {token for look in looks for token in look}
    with connection.chunked_cursor() as cursor:
        cursor.execute("SELECT rank, tokens FROM guests_search_entry ORDER BY rank DESC")
        for rank, tokens in _rows(cursor):
            present = names.intersection(tokens.split(" "))
            if not present:
                continue
            for look, need in sets:
                if need <= present and len(wanted[look]) < 20:
                    wanted[look].append(rank)
    equal = sum([r for _, r in engine().find([look], limit=20)] == wanted[look] for look in looks)
    return f"{equal} of {len(looks)} looks equal"


def _rows(cursor: Any) -> Iterator[Any]:
    while rows := cursor.fetchmany(5000):
        yield from rows


def _backend_cpu() -> Callable[[], float]:
    """How much processor time the database server has used for this connection, in ms; nothing for SQLite."""
    from django.db import connection

    if connection.vendor != "postgresql":
        return lambda: 0.0
    path = f"/proc/{_run('SELECT pg_backend_pid()')[0][0]}/stat"

    def read() -> float:
        with open(path, encoding="ascii") as stat:
            fields = stat.read().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) * 1000.0 / os.sysconf("SC_CLK_TCK")

    return read


def _page(size: int, staff: Any, password: str, kinds: dict[str, list[str]]) -> Figure:
    """Ask as the search box does, signed in."""
    from django.test import Client

    browser = Client(SERVER_NAME="127.0.0.1", headers={"HX-Request": "true"})
    browser.post("/sign-in/", {"username": staff.username, "password": password})
    questions = [q for kind, some in kinds.items() if kind != "worst" for q in some[:12]] + WORST
    for question in questions[:20]:
        assert browser.post("/search/", {"q": question}).status_code == 200
    server = _backend_cpu()
    before, own = server(), list[Times]()
    for question in questions:
        with watch() as used:
            assert browser.post("/search/", {"q": question}).status_code == 200
        own.append((used.wall * 1000, used.cpu * 1000))
    of_server = (server() - before) / len(questions)
    mean = sum(cpu for _, cpu in own) / len(own)
    said = f"{mean + of_server:.1f} ms CPU a request (application {mean:.1f}, server {of_server:.1f}); {_spread(own)}"
    return _figure(size, "the box, as one types", said, "<= 15 ms CPU application + database")


def _create(size: int, hotel: Any) -> Figure:
    """Create guests through the verb, each in its own transaction."""
    from django.utils import timezone

    from binzhi.guests.domain.profile import create_guest
    from binzhi.guests.drafts import ContactDraft, GuestDraft
    from binzhi.guests.enums import ContactKind
    from binzhi.kernel.permissions import declared
    from binzhi.kernel.scope import open_scope
    from binzhi.org.access import system_scope

    fresh = people(80, seed=99)
    scope = system_scope(hotel=hotel, permissions=frozenset(declared()))

    def one() -> None:
        person = next(fresh)
        contacts = (ContactDraft(ContactKind.MOBILE, "+86138" + person.mobile[-8:]),)
        draft = GuestDraft(name=person.name, company=person.company, native_place=person.city, contacts=contacts)
        create_guest(scope=scope, now=timezone.now(), draft=draft)

    server = _backend_cpu()
    with open_scope(scope):
        one()
        before = server()
        wall, cpu = median_ms(one, times=60)
    of_server = (server() - before) / 61
    said = f"{cpu + of_server:.1f} ms CPU (application {cpu:.1f}, server {of_server:.1f}), {wall:.1f} ms wall"
    return _figure(size, "a new guest with all tokens", said, "<= 16 ms CPU")
