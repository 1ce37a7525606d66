"""Masked stand-ins of sealed values. What stays visible is stated in THREAT_MODEL.md."""

DOTS = "••••"


def mask_phone(e164: str) -> str:
    """Keep the last four digits."""
    return f"{DOTS} {e164[-4:]}" if len(e164) >= 7 else DOTS


def mask_document(number: str) -> str:
    """Keep the last two characters."""
    return f"{DOTS}{number[-2:]}" if len(number) >= 5 else DOTS


def mask_email(address: str) -> str:
    """Keep the first letter and the domain."""
    local, at, domain = address.partition("@")
    return f"{local[:1]}{DOTS}@{domain}" if at and local else DOTS


def mask_text(_text: str) -> str:
    """Keep nothing."""
    return DOTS


def mask_name(name: str) -> str:
    """Keep the first character of each part: 王** , J*** S***; enough to tell who is meant, not who it is."""
    parts = name.split()
    if len(parts) <= 1:
        return name[:1] + "*" * min(max(len(name) - 1, 1), 2) if name else ""
    return " ".join(f"{part[:1]}***" for part in parts)
