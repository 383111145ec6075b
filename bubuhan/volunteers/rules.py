"""How a kab/kota verifies new members and checks identities: its rows, with history."""

from collections.abc import Sequence

from bubuhan import journal
from bubuhan.accounts.policy import Actor, require
from bubuhan.geo.codes import is_code
from bubuhan.kernel import clock, history
from bubuhan.kernel.history import deepest, in_force
from bubuhan.kernel.problems import Problem
from bubuhan.volunteers import chain
from bubuhan.volunteers.models import RegistryRule

BY = "contoh awal"


def rule_for(area_code: str) -> RegistryRule:
    """The present rule of the deepest area; without any: no chain, a second officer."""
    return deepest(in_force(RegistryRule, area_code)) or RegistryRule(area_code="", steps=[])


def steps_for(area_code: str) -> list[chain.Step]:
    """The steps a new member of that area passes."""
    return chain.read(rule_for(area_code).steps)


def rows(actor: Actor, *, past: bool = False) -> list[RegistryRule]:
    """Rules of the actor's area, of those above it and below it; current ones, or all."""
    found = history.around(RegistryRule, actor.area, past=past)
    return sorted(found, key=lambda r: (r.area_code, r.valid_from))


def set_rule(
    *,
    actor: Actor,
    area_code: str,
    steps: Sequence[chain.Step],
    identity: str,
    regulation: str = "",
    reason: str,
) -> RegistryRule:
    """Replace the rule of one area (the old row keeps its history), or add the first one.

    Who was proposed before goes on along the chain of that day. Raises `forbidden`, `area_unknown`,
    `field_invalid`, `reason_missing`.
    """
    require(actor, "chain.edit", area_code)
    if area_code and not is_code(area_code):
        raise Problem("area_unknown", "area_code", code=area_code)
    if why := chain.faults(steps):
        raise Problem("field_invalid", "steps", name="langkah verifikasi", why=why)
    if identity not in RegistryRule.Identity.values:
        why = "pilihannya tidak ada dalam daftar"
        raise Problem("field_invalid", "identity", name="pemeriksa identitas", why=why)
    key = {"area_code": area_code}
    values = {
        "steps": [s.as_dict() for s in steps],
        "identity": identity,
        "regulation": regulation.strip()[:200],
    }
    with journal.unit():
        rule = history.replace(RegistryRule, key, values, by=actor.name, reason=reason)
        journal.record(
            "registry_rule.changed",
            actor=actor.ref,
            subject=("registry_rule", str(rule.pk)),
            area=area_code,
            data={"steps": [s.name for s in steps], "identity": identity},
        )
    return rule


def load_rules() -> int:
    """The example of a new instance: kelurahan, kecamatan, Dinsos. Idempotent; rows added.

    The chain is the one offices know from the public application Sosial Menyapa.
    """
    if RegistryRule.objects.exists():
        return 0
    RegistryRule.objects.create(
        area_code="",
        steps=[s.as_dict() for s in chain.FULL],
        regulation="contoh, seperti aplikasi Sosial Menyapa",
        example=True,
        valid_from=clock.now(),
        by=BY,
    )
    return 1
