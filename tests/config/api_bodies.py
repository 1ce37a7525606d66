"""Bodies and queries that the doors of the API accept, made from its own schema."""

import re
from functools import cache
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from binzhi.config.api import api

NOBODY = UUID(int=7)  # what a body must name to have the shape its door asks for
WORDS = {"name": "新客人", "department": "housekeeping", "published_on": "2026-03-01", "reason": "xx"}


@cache
def operations() -> dict[str, Any]:
    """The API's own schema."""
    return dict(api.get_openapi_schema())


def filled(shape: dict[str, Any], name: str = "") -> Any:
    """The smallest body of a shape: what it requires, and values it accepts."""
    if "$ref" in shape:
        return filled(operations()["components"]["schemas"][shape["$ref"].rpartition("/")[2]], name)
    if "anyOf" in shape:
        return filled(shape["anyOf"][0], name)
    if "enum" in shape or "const" in shape:
        return shape.get("const", shape.get("enum", [None])[0])
    if shape.get("examples"):
        return shape["examples"][0]
    kind = shape.get("type")
    if kind == "object":
        return {n: filled(shape["properties"][n], n) for n in shape.get("required", ())}
    if kind == "array":
        return [filled(shape["items"], name)] * shape.get("minItems", 0)
    if kind in {"integer", "number"}:
        return max(1, shape.get("minimum", 1))
    if kind == "boolean":
        return True
    if shape.get("format") == "uuid":
        return str(NOBODY)
    if shape.get("format") in {"date", "date-time"}:
        return "2026-03-01" + ("T08:00:00Z" if shape["format"] == "date-time" else "")
    return WORDS.get(name, "x" * max(1, shape.get("minLength", 1)))


def body_for(method: str, address: str) -> Any:
    """A body the door accepts, so that its answer tells of the right and not of the body."""
    path = "/" + re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", address)
    asked = operations()["paths"].get(path, {}).get(method.lower(), {}).get("requestBody")
    return filled(asked["content"]["application/json"]["schema"]) if asked else {}


def query_for(method: str, address: str) -> str:
    """What the query must hold, as it stands in an address."""
    path = "/" + re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", address)
    asked = operations()["paths"].get(path, {}).get(method.lower(), {}).get("parameters", [])
    given = {p["name"]: str(filled(p["schema"], p["name"])) for p in asked if p["in"] == "query" and p.get("required")}
    return f"?{urlencode(given)}" if given else ""
