"""Keys under which a profile is stored and looked up: two profiles that may be one person share at least one."""

from binzhi.identity.engine.evidence import Evidence

MOST_KEYS = 14
KINDS = (
    "card", "passport", "doc", "bad_doc", "mask", "phone", "mail", "name_birth", "name_company", "name_phone4", "name_phone7",
    "name_city", "birth_surname", "name",
)  # fmt: skip
# Kinds that name one person or one connection; the others join two weak facts.
STRONG = frozenset(("card", "passport", "doc", "phone", "mail"))


def _papers(evidence: Evidence) -> list[tuple[str, str]]:
    found = [("card", c) for c in evidence.cards[:2]]
    found += [("card", b) for b in evidence.bad_docs[:1]]
    found += [("passport", p.partition(":")[2]) for p in evidence.passports[:2]]
    found += [("passport", d.partition(":")[2]) for d in evidence.other_docs[:1]]
    sex = evidence.sex[:1]
    found += [("mask", m + sex) for m in evidence.masks[:1]]
    return found


def blocking_keys(evidence: Evidence) -> tuple[tuple[str, str], ...]:
    """Return at most fourteen (kind, text), strongest first; the same evidence always gives the same keys.

    The text holds documents and telephones in clear: it is hashed with a secret before it is stored.
    """
    found = _papers(evidence)
    found += [("phone", p) for p in evidence.phones[:2]]
    found += [("mail", m) for m in evidence.emails[:2]]
    birth, name, written = evidence.birth, evidence.sound, evidence.akey
    if birth and name:
        found.append(("name_birth", f"{name}|{birth}"))
    if birth and evidence.surname:
        found.append(("birth_surname", f"{birth}|{evidence.surname}"))
    if name:
        found.append(("name", written))
        if evidence.company:
            found.append(("name_company", f"{name}|{evidence.company[:2]}"))
        if evidence.city:
            found.append(("name_city", f"{written}|{evidence.city}"))
        for phone in evidence.phones[:1]:
            found.append(("name_phone4", f"{name}|{phone[-4:]}"))
            found.append(("name_phone7", f"{name}|{phone[:9]}"))
        if birth:
            found += [("name_birth", f"{s}|{birth}") for s in evidence.sounds[:2]]
        found += [("name", k) for k in evidence.akeys[:2]]
    return tuple(dict.fromkeys(found))[:MOST_KEYS]
