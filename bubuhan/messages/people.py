"""Who is told, as one human being: several records, accounts and hats are one recipient.

A person's key is the head of his group of records; an account that belongs to a person has that
person's key, so an officer who also volunteers is told once.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from uuid import UUID

from bubuhan.accounts.models import User
from bubuhan.accounts.policy import Actor, Role
from bubuhan.messages.kinds import Channel
from bubuhan.people.models import Person
from bubuhan.people.queries import groups_of, head_of


@dataclass(frozen=True, slots=True)
class Recipient:
    """One human being and the ways to him. `persons` are all his records (his phone's spaces)."""

    key: str
    name: str
    person_id: UUID | None = None
    user_id: UUID | None = None
    area_code: str = ""
    phone: str = ""
    email: str = ""
    office: bool = False
    persons: tuple[UUID, ...] = ()

    def address(self, channel: str) -> str:
        """The number or letter box of a channel; "" when there is none (and for push)."""
        if channel in (Channel.WHATSAPP, Channel.SMS):
            return self.phone if self.phone.startswith("+628") else ""
        return self.email if channel == Channel.EMAIL else ""


def key_of(actor: Actor) -> str:
    """The recipient this actor is."""
    if actor.person_id is not None:
        return f"person:{head_of(actor.person_id)}"
    return f"user:{actor.user_id}"


def resolve(persons: Iterable[UUID] = (), users: Iterable[UUID] = ()) -> dict[UUID, Recipient]:
    """Recipients by the id they were named with (a person's or an account's); unknown ids are left out.

    Closed accounts are left out, unless the person is named himself. Five queries for any number.
    """
    wanted, asked = set(persons), set(users)
    accounts = list(User.objects.filter(id__in=asked, is_active=True))
    wanted |= {u.person_id for u in accounts if u.person_id}
    groups = groups_of(wanted)
    members = {one for group in groups.values() for one in group}
    records = {p.id: p for p in Person.objects.filter(id__in=members)}
    owners = _owners(members)
    found: dict[UUID, Recipient] = {}
    for person_id, group in groups.items():
        found[person_id] = _human(group, records, owners)
    for user in accounts:
        if user.person_id in found:
            found[user.id] = _with_account(found[user.person_id], user)
        else:
            found[user.id] = _account(user)
    return found


def _owners(persons: Collection[UUID]) -> dict[UUID, User]:
    rows = User.objects.filter(person_id__in=persons, is_active=True)
    return {user.person_id: user for user in rows if user.person_id}


def _human(
    group: tuple[UUID, ...], records: dict[UUID, Person], owners: dict[UUID, User]
) -> Recipient:
    head = records[group[0]]
    phone = next((p.phone for one in group if (p := records[one]).phone), "")
    made = Recipient(
        key=f"person:{head.id}",
        name=head.name,
        person_id=head.id,
        area_code=head.area_code,
        phone=phone,
        persons=group,
    )
    user = next((owners[one] for one in group if one in owners), None)
    return _with_account(made, user) if user else made


def _with_account(one: Recipient, user: User) -> Recipient:
    office = user.role != Role.RELAWAN
    return replace(
        one,
        user_id=user.id,
        email=user.email,
        office=office,
        area_code=user.area_code or one.area_code,
    )


def _account(user: User) -> Recipient:
    return Recipient(
        key=f"user:{user.id}",
        name=user.name,
        user_id=user.id,
        area_code=user.area_code,
        email=user.email,
        office=user.role != Role.RELAWAN,
    )


def by_key(key: str) -> Recipient | None:
    """The recipient behind a stored key; None when he is gone."""
    kind, _, raw = key.partition(":")
    named = UUID(raw)
    found = resolve(persons=[named]) if kind == "person" else resolve(users=[named])
    return found.get(named)
