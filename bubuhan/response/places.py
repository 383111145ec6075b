"""What an area brings to a clock: its ladder, office hours and nights; each looked up once a scan."""

from collections.abc import Sequence

from bubuhan.cases.rules import above
from bubuhan.duty.queries import calendar_of, night_of
from bubuhan.geo.codes import kecamatan_of
from bubuhan.response.ladder import Place, Step
from bubuhan.response.models import LadderStep


class Places:
    """Remembers, so that a thousand clocks of one kabupaten ask a handful of questions."""

    def __init__(self) -> None:
        self._ladders: dict[tuple[str, str], list[LadderStep]] | None = None
        self._known: dict[tuple[str, str], Place] = {}

    def of(self, area_code: str, band: str) -> Place:
        """The ladder of this band, the working hours and the nights of an area."""
        key = (kecamatan_of(area_code) or area_code, band)
        if key not in self._known:
            steps = [
                Step(row.to, row.after_minutes, row.working_hours)
                for row in self.ladder(area_code, band)
            ]
            self._known[key] = Place(steps, calendar_of(key[0]), night_of(key[0]))
        return self._known[key]

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
