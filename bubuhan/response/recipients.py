"""Who stands on a rung, now: account ids and person ids. Nobody is told of what he may not know of."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from bubuhan.accounts.models import User
from bubuhan.accounts.policy import Role
from bubuhan.cases.models import Assignment, Case
from bubuhan.duty.queries import OnDuty, on_duty
from bubuhan.geo.codes import kabkota_of, kecamatan_of
from bubuhan.response.models import Rung


@dataclass(frozen=True, slots=True)
class Told:
    """Accounts and persons of one rung; an account's own person is not named twice."""

    users: tuple[UUID, ...] = ()
    persons: tuple[UUID, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.users or self.persons)


class Recipients:
    """Looks each rung of a place up once a scan."""

    def __init__(self, at: datetime) -> None:
        self._at = at
        self._duty: dict[str, list[OnDuty]] = {}
        self._users: dict[tuple[str, str], list[User]] | None = None
        self._holders: dict[UUID, list[UUID]] = {}

    def know_holders(self, cases: Sequence[Case]) -> None:
        """Read who answers for these cases, all at once."""
        tasks = Assignment.objects.filter(case__in=cases, state=Assignment.State.ACCEPTED)
        for case_id, person_id in tasks.order_by("part").values_list("case_id", "person_id"):
            self._holders.setdefault(case_id, []).append(person_id)

    def of(self, to: str, case: Case) -> Told:
        """Who is told on this rung; nobody when the rung is empty here and now."""
        if to == Rung.RESPONDER:
            return Told(persons=tuple(self._holders.get(case.id, ())))
        if to == Rung.COORDINATOR:
            return _accounts(self._coordinators(case))
        if to == Rung.DUTY:
            crew = [] if case.sensitive else self._crew(case.area_code)
            return Told(persons=tuple(dict.fromkeys(one.person_id for one in crew)))
        if to == Rung.OFFICER:
            return _accounts(self._officers(case))
        return _accounts(self._near(Role.PIMPINAN, case.area_code))

    def _coordinators(self, case: Case) -> list[User]:
        """Of the kecamatan; of the desa too, unless the case may not be known there."""
        found = list(self._in(Role.KOORDINATOR, kecamatan_of(case.area_code)))
        if not case.sensitive and len(case.area_code) > 8:
            found += self._in(Role.KOORDINATOR, case.area_code)
        return found

    def _officers(self, case: Case) -> list[User]:
        """Officers who are on duty now; when none is, all of the kab/kota."""
        everybody = self._near(Role.PETUGAS, case.area_code)
        if not any(user.person_id for user in everybody):
            return everybody
        awake = {one.person_id for one in self._crew(case.area_code)}
        return [u for u in everybody if u.person_id in awake] or everybody

    def _crew(self, area_code: str) -> list[OnDuty]:
        place = kecamatan_of(area_code) or area_code
        if place not in self._duty:
            self._duty[place] = on_duty(place, self._at)
        return self._duty[place]

    def _near(self, role: str, area_code: str) -> list[User]:
        """Of the kab/kota; where it has none, of the province: somebody must hear of it."""
        return self._in(role, kabkota_of(area_code)) or self._in(role, area_code[:2])

    def _in(self, role: str, area: str) -> list[User]:
        """Accounts of a role in exactly this area; all of them are read once."""
        if self._users is None:
            self._users = {}
            found = User.objects.filter(role__in=_TOLD, is_active=True).order_by("username")
            for user in found.only("id", "role", "area_code", "person_id"):
                self._users.setdefault((user.role, user.area_code), []).append(user)
        return self._users.get((role, area), []) if area else []


_TOLD = (Role.KOORDINATOR, Role.PETUGAS, Role.PIMPINAN)


def _accounts(users: Sequence[User]) -> Told:
    return Told(users=tuple(user.id for user in users))
