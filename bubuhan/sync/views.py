"""The phone's door over HTTP: enrol, push, pull. Tokens are checked here, not by the middleware."""

import base64
import gzip
import json
from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse, UnreadablePostError
from django.views.decorators.csrf import csrf_exempt
from pydantic import BaseModel, ValidationError

from bubuhan.accounts.actions import device_for_token
from bubuhan.accounts.actions import enrol as enrol_phone
from bubuhan.accounts.addresses import client_ip
from bubuhan.accounts.handover import check_key
from bubuhan.accounts.policy import public
from bubuhan.geo.names import label
from bubuhan.kernel import clock
from bubuhan.kernel.problems import Problem
from bubuhan.sync import actions, custody, lookup, queries
from bubuhan.sync.applying import TRANSIENT
from bubuhan.sync.checking import problem_of, read_json
from bubuhan.sync.schemas import EnrolRequest, ParcelBody, PersonRequest, PinRequest, PullQuery

View = Callable[..., HttpResponse]
M = TypeVar("M", bound=BaseModel)
GZIP_FROM = 1_000


def phone_door(*methods: str) -> Callable[[View], View]:
    """A public, CSRF-free view for these methods whose problems are answered as JSON."""

    def wrap(view: View) -> View:
        @wraps(view)
        def door(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if request.method not in methods:
                return _not_allowed(methods)
            try:
                return view(request, *args, **kwargs)
            except Problem as problem:
                return problem_answer(problem)
            except TRANSIENT:
                return problem_answer(Problem("try_again"))

        return public(csrf_exempt(door))

    return wrap


@phone_door("POST")
def enrol(request: HttpRequest) -> HttpResponse:
    """Turn a one-time code into a token."""
    asked = _asked(EnrolRequest, request)
    ip = client_ip(request)
    device, token, spaces = enrol_phone(asked.code, asked.device_name, ip, clock.now())
    user = device.user
    person = {
        "id": user.person_id,
        "name": user.name,
        "role": user.role,
        "area_code": user.area_code,
        "area_label": label(user.area_code),
    }
    keys = {
        "escrow_key": custody.public_key(),
        "handover_key": base64.b64encode(check_key(device.id)).decode(),
    }
    told = {"device": device.id, "token": token, "spaces": spaces, "person": person}
    return answer(told | keys, 201)


@phone_door("POST")
def new_pin(request: HttpRequest) -> HttpResponse:
    """A forgotten PIN: the key of the phone's store back, against the coordinator's code."""
    asked = _asked(PinRequest, request)
    key = custody.new_pin(asked, client_ip(request), clock.now())
    return answer({"key": key})


@phone_door("POST")
def parcel(request: HttpRequest) -> HttpResponse:
    """Unsent work of a phone's former holder; what is sealed in it says whose it is."""
    taken = custody.receive(_asked(ParcelBody, request), clock.now())
    return answer({"outcomes": taken.outcomes, "files": taken.files})


@phone_door("POST")
def person(request: HttpRequest) -> HttpResponse:
    """One person outside the phone's spaces."""
    device = device_for_token(bearer(request))
    asked = _asked(PersonRequest, request)
    return answer(lookup.person(device.user.actor(device.id), asked, clock.now()))


def _asked(schema: type[M], request: HttpRequest) -> M:
    found = read_json(body_of(request))
    try:
        return schema.model_validate(found)
    except ValidationError as error:
        raise problem_of(error, schema) from error


@phone_door("POST")
def push(request: HttpRequest) -> HttpResponse:
    """Take commands, give receipts."""
    now = clock.now()
    pushed = actions.push(bearer(request), body_of(request), now)
    return answer(
        {
            "receipts": [
                {
                    "seq": line.seq,
                    "id": line.id,
                    "type": line.type,
                    "outcome": line.outcome,
                    "problem": line.problem,
                    "replayed": line.replayed,
                    "data": line.data,
                }
                for line in pushed.lines
            ],
            "next_seq": pushed.next_seq,
            "stopped": pushed.stopped.as_dict() if pushed.stopped else None,
            "server_time": now.isoformat(),
        }
    )


@phone_door("GET")
def pull(request: HttpRequest) -> HttpResponse:
    """Documents of one space after a position."""
    device = device_for_token(bearer(request))
    try:
        asked = PullQuery.model_validate(request.GET.dict())
    except ValidationError as error:
        raise problem_of(error, PullQuery) from error
    actor = device.user.actor(device.id)
    news = queries.news(device, actor, asked.space, asked.after, asked.limit)
    body: dict[str, Any] = {
        "docs": [_doc(i) for i in news.items],
        "next": news.next,
        "more": news.more,
    }
    if news.reset:
        body["reset"] = True
    return squeeze(request, answer(body))


def _doc(item: queries.NewsItem) -> dict[str, Any]:
    head = {"pos": item.pos, "kind": item.kind, "id": item.doc_id}
    if item.doc is None:
        return {**head, "gone": True}
    return {**head, "rev": item.doc.rev, "body": item.doc.body}


def bearer(request: HttpRequest) -> str:
    """The token of the Authorization header. Raises Problem("token_unknown")."""
    scheme, _, token = request.META.get("HTTP_AUTHORIZATION", "").partition(" ")
    if scheme.lower() != "bearer" or not token.strip():
        raise Problem("token_unknown")
    return str(token.strip())


def body_of(request: HttpRequest) -> bytes:
    """The whole body. Raises Problem body_too_large; not_json when the phone hung up half-way."""
    try:
        return request.body
    except RequestDataTooBig as error:
        raise Problem("body_too_large") from error
    except UnreadablePostError as error:
        raise Problem("not_json") from error


def answer(body: dict[str, Any], status: int = 200) -> HttpResponse:
    """A JSON answer; ids and times are written as text."""
    text = json.dumps(body, ensure_ascii=False, default=str, separators=(",", ":")).encode()
    response = HttpResponse(text, content_type="application/json", status=status)
    response["Content-Length"] = str(len(text))
    return response


def problem_answer(problem: Problem, **more: Any) -> HttpResponse:
    """A problem as JSON; a phone that may not come in any more is told whether to wipe itself."""
    body = problem.as_dict() | more
    if problem.status == 401:
        body["wipe"] = problem.code == "device_revoked"
    response = answer(body, problem.status)
    if problem.status == 401:
        response["WWW-Authenticate"] = "Bearer"
    if problem.status == 503:
        response["Retry-After"] = "5"
    return response


def squeeze(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Compress an answer: field networks are slow, and this door has no page middleware."""
    if (
        "gzip" in request.META.get("HTTP_ACCEPT_ENCODING", "")
        and len(response.content) >= GZIP_FROM
    ):
        response.content = gzip.compress(response.content, 5)
        response["Content-Encoding"] = "gzip"
        response["Content-Length"] = str(len(response.content))
    response["Vary"] = "Accept-Encoding"
    return response


def _not_allowed(methods: tuple[str, ...]) -> HttpResponse:
    response = problem_answer(Problem("method_unknown"))
    response["Allow"] = ", ".join(methods)
    return response
