"""The contract with phones and scripts, generated: `python -m bubuhan.sync.contract`.

Writes contract/openapi.json and contract/problems.json from the pydantic models that the views
themselves use and from the catalogue of problems; a test fails when they drift.
"""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from bubuhan.kernel.commands import CommandType
from bubuhan.kernel.problems import CATALOGUE
from bubuhan.sync import schemas

FOLDER = Path(__file__).resolve().parents[2] / "contract"
_REF = "#/components/schemas/"
_ANSWERS = {
    400: "Not readable",
    401: "Unknown token, or a revoked phone that must wipe itself",
    403: "Not allowed",
    404: "Unknown",
    405: "Other method",
    409: "Go on from `offset`, or the size differs",
    413: "Too large",
    415: "Neither photo nor sound",
    422: "Wrong content",
    429: "Too many tries",
    503: "Busy: try again",
    507: "Disk full",
}


def document(types: Mapping[str, CommandType]) -> dict[str, Any]:
    """The OpenAPI 3.1 document for these command types."""
    bodies = [kind.schema for kind in types.values()]
    models = [m for m in vars(schemas).values() if _is_model(m)]
    refs, found = models_json_schema(
        [(m, "validation") for m in [*models, *bodies]], ref_template=_REF + "{model}"
    )
    components = found["$defs"]
    by_type = {name: refs[kind.schema, "validation"] for name, kind in sorted(types.items())}
    components["CommandBodies"] = {
        "type": "object",
        "description": "The body of each command type.",
        "properties": by_type,
    }
    components["PushRequest"]["properties"]["commands"]["description"] = (
        f"Each an `Envelope` whose `body` is one of `CommandBodies`: {', '.join(by_type)}."
    )
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Bubuhan: the phone's door",
            "version": "1",
            "description": "Commands up, documents down, files apart. Problem codes: problems.json.",
        },
        "paths": _paths(),
        "components": {
            "schemas": dict(sorted(components.items())),
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
        },
    }


def problems() -> dict[str, dict[str, Any]]:
    """Every problem code with its HTTP status and Indonesian sentence."""
    return {
        code: {"status": kind.status, "text": kind.text} for code, kind in sorted(CATALOGUE.items())
    }


def _is_model(thing: Any) -> bool:
    return isinstance(thing, type) and issubclass(thing, BaseModel) and thing is not BaseModel


def _ref(model: str) -> dict[str, str]:
    return {"$ref": _REF + model}


def _content(model: str) -> dict[str, Any]:
    return {"application/json": {"schema": _ref(model)}}


def _operation(
    name: str,
    summary: str,
    answers: dict[int, tuple[str, str]],
    problems: tuple[int, ...],
    **more: Any,
) -> dict[str, Any]:
    responses: dict[str, Any] = {
        str(status): {"description": text, **({"content": _content(model)} if model else {})}
        for status, (text, model) in answers.items()
    }
    for status in problems:
        model = {401: "WipeBody", 409: "ConflictBody"}.get(status, "ProblemBody")
        responses[str(status)] = {"description": _ANSWERS[status], "content": _content(model)}
    return {"operationId": name, "summary": summary, "responses": responses, **more}


def _paths() -> dict[str, Any]:
    locked: dict[str, Any] = {"security": [{"token": []}]}
    return {
        "/sync/v1/enrol": {
            "post": _operation(
                "enrol",
                "Turn a one-time code into a token",
                {201: ("Enrolled", "EnrolAnswer")},
                (400, 413, 422, 429, 503),
                requestBody={"required": True, "content": _content("EnrolRequest")},
            )
        },
        "/sync/v1/push": {
            "post": _operation(
                "push",
                "Send commands in order, get a receipt for each",
                {200: ("Receipts", "PushAnswer")},
                (400, 401, 403, 413, 422, 503),
                requestBody={"required": True, "content": _content("PushRequest")},
                **locked,
            )
        },
        "/sync/v1/pull": {
            "get": _operation(
                "pull",
                "Documents of a space after a position",
                {200: ("Documents", "PullAnswer")},
                (401, 403, 422, 503),
                parameters=_query(schemas.PullQuery),
                **locked,
            )
        },
        **_door_paths(locked),
        "/files/{sha256}": _file_paths(locked),
        "/healthz": {
            "get": _operation("healthz", "The process answers", {200: ("Alive", "HealthBody")}, ())
        },
        "/readyz": {
            "get": _operation(
                "readyz",
                "Database, worker and migrations are there",
                {200: ("Ready", "HealthBody"), 503: ("Not ready", "HealthBody")},
                (),
            )
        },
    }


def _door_paths(locked: dict[str, Any]) -> dict[str, Any]:
    """What a phone asks rarely: a new PIN, a former holder's parcel, one person."""

    def post(name: str, summary: str, asks: str, gets: str, *codes: int, **more: Any) -> Any:
        body = {"required": True, "content": _content(asks)}
        answers = {200: ("Done", gets)}
        problems = (400, 413, 422, 503, *codes)
        return {"post": _operation(name, summary, answers, problems, requestBody=body, **more)}

    return {
        "/sync/v1/pin": post(
            "newPin", "The key of a phone's store, against a code", "PinRequest", "PinAnswer", 401, 429
        ),
        "/sync/v1/parcel": post(
            "parcel", "Unsent work of a former holder, sealed", "ParcelBody", "ParcelAnswer", 401, 507
        ),
        "/sync/v1/person": post(
            "person", "Somebody outside the phone's spaces", "PersonRequest", "PersonAnswer",
            401, 403, 429, **locked,
        ),
    }  # fmt: skip


def _file_paths(locked: dict[str, Any]) -> dict[str, Any]:
    name = {
        "name": "sha256",
        "in": "path",
        "required": True,
        "description": "Hash of the whole file, lower-case hex",
        "schema": {"type": "string", "pattern": "^[0-9a-f]{64}$"},
    }
    span = {
        "name": "Content-Range",
        "in": "header",
        "required": False,
        "description": "Absent: the body is the whole file",
        "schema": {"type": "string", "pattern": "^bytes [0-9]+-[0-9]+/[0-9]+$"},
    }
    headers = {
        "Upload-Offset": {"schema": {"type": "integer"}, "description": "Bytes that have arrived"},
        "Upload-Length": {"schema": {"type": "integer"}, "description": "Bytes of the whole file"},
        "Upload-Complete": {"schema": {"enum": ["0", "1"]}, "description": "1 when complete"},
    }
    binary = {"schema": {"type": "string", "format": "binary"}}
    head = _operation(
        "fileState", "How much of a file has arrived", {}, (), parameters=[name], **locked
    )
    head["responses"] = {
        "200": {"description": "Known", "headers": headers},
        **{str(s): {"description": _ANSWERS[s]} for s in (401, 403, 404, 503)},
    }
    put = _operation(
        "putFile",
        "Send a photo or voice note, whole or in parts",
        {
            200: ("Complete before", "FileAnswer"),
            201: ("Complete", "FileAnswer"),
            202: ("Partial", "FileAnswer"),
        },
        (400, 401, 403, 404, 409, 413, 415, 422, 503, 507),
        parameters=[name, span],
        requestBody={
            "required": True,
            "content": dict.fromkeys(
                ("application/octet-stream", "image/jpeg", "audio/webm"), binary
            ),
        },
        **locked,
    )
    return {"put": put, "head": head}


def _query(model: type[BaseModel]) -> list[dict[str, Any]]:
    schema = model.model_json_schema()
    return [
        {"name": name, "in": "query", "required": name in schema["required"], "schema": part}
        for name, part in schema["properties"].items()
    ]


def texts(types: Mapping[str, CommandType]) -> dict[str, str]:
    """The generated files: name -> text."""
    made = {"openapi.json": document(types), "problems.json": problems()}
    return {
        name: json.dumps(body, indent=1, ensure_ascii=False, default=str) + "\n"
        for name, body in made.items()
    }


def main() -> None:
    """Write the files."""
    import os

    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bubuhan.site.settings")
    django.setup()
    from bubuhan.kernel.commands import registry

    for name, text in texts(registry).items():
        (FOLDER / name).write_text(text, "utf-8")


if __name__ == "__main__":
    main()
