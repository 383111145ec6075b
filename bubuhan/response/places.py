"""What an area brings to a clock: its ladder, office hours and nights; each looked up once a scan."""

from collections.abc import Sequence

from bubuhan.duty.hours import Calendar
from bubuhan.duty.models import Holiday, NightRule, OfficeHours
from bubuhan.duty.night import NightRules
from bubuhan.duty.queries import times_in
from bubuhan.geo.codes import kecamatan_of
from bubuhan.kernel.history import above
from bubuhan.response.ladder import Place, Step
from bubuhan.response.models import LadderStep


class Places:
    """Remembers, so that a thousand clocks of one kabupaten ask a handful of questions."""

    def __init__(self) -> None:
        self._ladders: dict[tuple[str, str], list[LadderStep]] | None = None
        self._known: dict[tuple[str, str], Place] = {}
        self._times: dict[tuple[str, str], tuple[Calendar, NightRules]] = {}
        self._first: tuple[str, tuple[Calendar, NightRules]] | None = None
        self._own: set[str] | None = None

    def of(self, area_code: str, band: str) -> Place:
        """The ladder of this band, the working hours and the nights of an area."""
        key = (kecamatan_of(area_code) or area_code, band)
        if key not in self._known:
            steps = [
                Step(row.to, row.after_minutes, row.working_hours)
                for row in self.ladder(area_code, band)
            ]
            self._known[key] = Place(steps, *self._hours(key[0]))
        return self._known[key]

    def _hours(self, area_code: str) -> tuple[Calendar, NightRules]:
        """Office hours and nights, asked once for all areas that share the same rules and zone."""
        if self._first is None:  # of one event the only one: nothing to compare with
            self._first = (area_code, times_in(area_code))
        if area_code == self._first[0]:
            return self._first[1]
        if self._own is None:
            tables = (OfficeHours, NightRule, Holiday)
            codes = [t.objects.filter(valid_to=None).values_list("area_code") for t in tables]
            self._own = {code for (code,) in codes[0].union(*codes[1:])}
        deepest = next((code for code in above(area_code) if code in self._own), "")
        key = (deepest, area_code[:2])
        if key not in self._times:
            self._times[key] = times_in(area_code)
        return self._times[key]

    def ladder(self, area_code: str, band: str) -> Sequence[LadderStep]:
        """The whole ladder of the deepest area that has one for this band."""
        if self._ladders is None:
            self._ladders = {}
            for row in LadderStep.objects.filter(valid_to=None).order_by("position"):
                self._ladders.setdefault((row.area_code, row.band), []).append(row)
        for place in above(area_code):
            if (place, band) in self._ladders:
                return self._ladders[place, band]
        return ()
