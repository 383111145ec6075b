"""On what ground something is shared, and who can never give consent: the suspected abuser."""

from collections.abc import Collection
from typing import Protocol
from uuid import UUID

from bubuhan.assessments import queries as assessments
from bubuhan.assessments.models import Member
from bubuhan.kernel.problems import Problem
from bubuhan.kernel.text import name_key, parse_phone
from bubuhan.lists import queries as lists

# who said yes: code -> words
FROM = {"sendiri": "yang bersangkutan", "wali": "wali", "keluarga": "keluarga serumah"}


class Ground(Protocol):
    """The part of a wish that says why it may be shared."""

    @property
    def consent(self) -> bool: ...
    @property
    def consent_from(self) -> str: ...
    @property
    def consent_name(self) -> str: ...
    @property
    def consent_phone(self) -> str: ...
    @property
    def ground(self) -> str: ...
    @property
    def ground_note(self) -> str: ...


def blocked_phones(case_id: UUID) -> frozenset[str]:
    """Numbers that must neither be asked for consent nor be handed on."""
    return assessments.blocked_contacts(case_id).phones


def suspected_names(case_id: UUID) -> frozenset[str]:
    """Names, as they are compared, of the suspected ones in the household; also of who moved out."""
    rows = Member.objects.filter(household__cases__case_id=case_id, suspected=True)
    return frozenset(name_key(name) for name in rows.values_list("name", flat=True) if name)


def may_consent(case_id: UUID) -> list[str]:
    """Names the form offers: grown members of the household, never a suspected one."""
    rows = Member.objects.filter(
        household__cases__case_id=case_id, removed_at=None, suspected=False
    ).exclude(name="")
    return list(rows.order_by("-guardian", "position").values_list("name", flat=True)[:20])


def same_phone(raw: str, blocked: Collection[str]) -> bool:
    """True when a number as people write it is one of these (E.164)."""
    found = parse_phone(raw or "")
    if isinstance(found, Problem):
        return False
    return any(one in blocked for one in found)


def check_ground(case_id: UUID, wish: Ground) -> None:
    """Consent of somebody who may give it, or the ground without. Raises `referral_ground`,
    `consent_suspected`, `field_missing`.
    """
    if not wish.consent:
        row = lists.item("share_ground", wish.ground)
        if wish.ground not in lists.codes("share_ground"):
            raise Problem("referral_ground", "ground")
        if row and row.data.get("note") and not wish.ground_note.strip():
            raise Problem("field_missing", "ground_note", name="keterangan dasar")
        return
    if wish.consent_from not in FROM:
        raise Problem("field_missing", "consent_from", name="siapa yang menyetujui")
    if wish.consent_from == "sendiri":
        return
    if not wish.consent_name.strip():
        raise Problem("field_missing", "consent_name", name="nama yang menyetujui")
    if name_key(wish.consent_name) in suspected_names(case_id) or same_phone(
        wish.consent_phone, blocked_phones(case_id)
    ):
        raise Problem("consent_suspected", "consent_name")


def consent_words(wish: Ground) -> str:
    """`wali: Rahmah`"""
    words = FROM.get(wish.consent_from, "")
    name = " ".join(wish.consent_name.split())
    return f"{words}: {name}"[:120] if name and wish.consent_from != "sendiri" else words
