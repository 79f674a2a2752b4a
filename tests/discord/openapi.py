# SPDX-License-Identifier: AGPL-3.0-or-later
"""Requests to Discord, checked against Discord's own OpenAPI description of its interface.

The description is a file of Discord's (MIT) that isn't part of this project: it is looked for in
`shared/discord/openapi.json` beside the repository, or where FOLKMOOT_DISCORD_OPENAPI says.
Tests that need it are marked with `needs_description`; others check whatever can be checked.
"""

import json
import os
import re
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012

REPOSITORY = Path(__file__).parents[2]
BESIDE = REPOSITORY.parent / "shared" / "discord" / "openapi.json"
FILE = Path(os.environ.get("FOLKMOOT_DISCORD_OPENAPI") or BESIDE)

needs_description = pytest.mark.skipif(
    not FILE.exists(), reason="Discord's own OpenAPI description is not there"
)

UNDOCUMENTED = {"use_nested_fields", "tts"}
"""What discord.py asks and Discord understands, though its description doesn't say so."""

UNREAD = {"tts": False}
"""What discord.py also sends where Discord leaves it unread: with edits of answers."""

ROOT = "discord:openapi"


@cache
def described() -> "Description | None":
    """The description, read once; None where it isn't there."""
    return Description(json.loads(FILE.read_text())) if FILE.exists() else None


def request_problems(
    method: str, path: str, query: Mapping[str, Any] | None = None, body: Any = None
) -> list[str]:
    """What is wrong with a request; `path` begins after `/api/v10`. Nothing without the file."""
    description = described()
    return description.request_problems(method, path, query or {}, body) if description else []


def answer_problems(method: str, path: str, status: int, body: Any) -> list[str]:
    """What is wrong with an answer, so that a stand-in for Discord can't drift from it."""
    description = described()
    return description.answer_problems(method, path, status, body) if description else []


class Description:
    """The paths of an OpenAPI 3.1 document, and validators for what goes in and comes out."""

    def __init__(self, document: dict[str, Any]) -> None:
        # Discord takes an id as a number as well.
        document["components"]["schemas"]["SnowflakeType"] = {
            "type": ["string", "integer"],
            "pattern": "^(0|[1-9][0-9]*)$",
        }
        self._document = document
        self._registry = Registry().with_resource(ROOT, Resource(document, DRAFT202012))
        self._validators: dict[str, Draft202012Validator] = {}
        self._templates = [(_pattern(template), template) for template in document["paths"]]

    # --- requests ----------------------------------------------------------------------------

    def request_problems(
        self, method: str, path: str, query: Mapping[str, Any], body: Any
    ) -> list[str]:
        found = self._operation(method, path)
        if found is None:
            return [f"{method} {path} is not in the description"]
        pointer, operation, values = found
        problems = [*self._values(pointer, operation, values, query)]
        asked = operation.get("requestBody")
        if body is not None and asked is None:
            problems.append("a body where none belongs")
        elif body is not None:
            schema = f"{pointer}/requestBody/content/application~1json/schema"
            problems += self._wrong(schema, body)
            problems += self._unknown(schema, body)
        elif asked and asked.get("required"):
            problems.append("no body where one is required")
        return [f"{method} {path}: {problem}" for problem in problems]

    def _values(
        self,
        pointer: str,
        operation: Mapping[str, Any],
        values: Mapping[str, str],
        query: Mapping[str, Any],
    ) -> Iterator[str]:
        shared = pointer.rsplit("/", 1)[0]
        known: set[str] = set(UNDOCUMENTED)
        for where, parameters in (
            (pointer, operation.get("parameters", [])),
            (shared, self._at(shared).get("parameters", [])),
        ):
            for index, parameter in enumerate(parameters):
                name = parameter["name"]
                known.add(name)
                given = values if parameter["in"] == "path" else query
                if name in given:
                    schema = f"{where}/parameters/{index}/schema"
                    value = _typed(self._resolved(parameter["schema"]), given[name])
                    for problem in self._wrong(schema, value):
                        yield f"{name}={given[name]}: {problem}"
                elif parameter.get("required"):
                    yield f"{name} is missing"
        for name in query.keys() - known:
            yield f"the query has an unknown {name}"

    def _unknown(self, schema: str, body: Any) -> Iterator[str]:
        """Keys of a body that no part of its schema knows: Discord would leave them unread."""
        if isinstance(body, Mapping):
            known = set(self._properties(self._at(schema))) | UNDOCUMENTED
            for name in body.keys() - known:
                if (name, body[name]) not in UNREAD.items():
                    yield f"the body has an unknown {name}"

    def _properties(self, schema: Mapping[str, Any]) -> Iterator[str]:
        schema = self._resolved(schema)
        yield from schema.get("properties", ())
        for union in ("allOf", "anyOf", "oneOf"):
            for part in schema.get(union, ()):
                yield from self._properties(part)

    # --- answers -----------------------------------------------------------------------------

    def answer_problems(self, method: str, path: str, status: int, body: Any) -> list[str]:
        found = self._operation(method, path)
        if found is None:
            return []
        pointer, operation, _ = found
        key = str(status) if str(status) in operation["responses"] else f"{status // 100}XX"
        answer = operation["responses"].get(key)
        if answer is None:
            return [f"{method} {path}: answered {status}, which the description doesn't know"]
        if "$ref" in answer:
            where = answer["$ref"].removeprefix("#")
        else:
            where = f"{pointer}/responses/{key}"
        if "application/json" not in self._at(where).get("content", {}):
            return [] if body is None else [f"{method} {path}: an answer where none belongs"]
        schema = f"{where}/content/application~1json/schema"
        return [f"{method} {path}: {problem}" for problem in self._wrong(schema, body)]

    # --- the document ------------------------------------------------------------------------

    def _operation(
        self, method: str, path: str
    ) -> tuple[str, Mapping[str, Any], Mapping[str, str]] | None:
        best: tuple[int, str, Mapping[str, str]] | None = None
        for pattern, template in self._templates:
            match = pattern.fullmatch(path)
            if match is None or method.lower() not in self._document["paths"][template]:
                continue
            # The more of a path is literal, the better it fits: @me before {user_id}.
            values = dict(zip(_names(template), match.groups(), strict=True))
            if best is None or len(values) < best[0]:
                best = (len(values), template, values)
        if best is None:
            return None
        _, template, values = best
        pointer = f"/paths/{_escaped(template)}/{method.lower()}"
        return pointer, self._at(pointer), values

    def _at(self, pointer: str) -> Any:
        found: Any = self._document
        for part in pointer.split("/")[1:]:
            key = part.replace("~1", "/").replace("~0", "~")
            found = found[int(key)] if isinstance(found, list) else found[key]
        return found

    def _resolved(self, schema: Mapping[str, Any]) -> Mapping[str, Any]:
        while "$ref" in schema:
            schema = self._at(schema["$ref"].removeprefix("#"))
        return schema

    def _wrong(self, pointer: str, value: Any) -> Iterator[str]:
        if pointer not in self._validators:
            self._validators[pointer] = Draft202012Validator(
                {"$ref": f"{ROOT}#{_quoted(pointer)}"}, registry=self._registry
            )
        for error in self._validators[pointer].iter_errors(value):
            yield _told(error)


def _told(error: ValidationError) -> str:
    """The innermost thing that is wrong, for a union says only that nothing fits."""
    while error.context:
        branches: dict[Any, list[ValidationError]] = {}
        for inner in error.context:
            branches.setdefault(inner.schema_path[0], []).append(inner)
        # The branch that is meant is the one whose `type` fits.
        meant = [
            errors
            for errors in branches.values()
            if not any(one.validator in ("enum", "type") and _is_kind(one) for one in errors)
        ]
        error = min(meant or branches.values(), key=len)[0]
    return f"{error.json_path}: {error.message[-300:]}"


def _is_kind(error: ValidationError) -> bool:
    """Whether an error says that a thing is of another kind than the branch is about."""
    path = error.relative_path
    return not path or (len(path) == 1 and path[0] == "type")


def _typed(schema: Mapping[str, Any], text: Any) -> Any:
    """A value of an address as the type that its schema wants; `1` is a true flag."""
    kinds = schema.get("type", ())
    kinds = {kinds} if isinstance(kinds, str) else set(kinds)
    text = str(text)
    if "boolean" in kinds:
        return {"1": True, "true": True, "0": False, "false": False}.get(text.lower(), text)
    if "integer" in kinds and "string" not in kinds and text.lstrip("-").isdigit():
        return int(text)
    return text


def _pattern(template: str) -> "re.Pattern[str]":
    return re.compile(re.sub(r"\\{[^/]+?\\}", "([^/]+)", re.escape(template)))


def _names(template: str) -> list[str]:
    return re.findall(r"{([^}]+)}", template)


def _escaped(part: str) -> str:
    return part.replace("~", "~0").replace("/", "~1")


def _quoted(pointer: str) -> str:
    return pointer.replace("{", "%7B").replace("}", "%7D")
