"""What every test stands on: Kalsel's areas, the lists, the example rules, and members."""

from datetime import date

from bubuhan.kernel import clock


def load_baseline() -> None:
    """Fill a fresh test database (idempotent)."""
    from bubuhan.geo.testing import load_test_areas
    from bubuhan.lists.load import load_lists

    load_test_areas()
    load_lists()
    _load_rules()


def _load_rules() -> None:
    """The same example rules as a new instance has."""
    from django.utils.module_loading import import_string

    from bubuhan.assessments import load as assessments
    from bubuhan.site.prepare import RULES

    assessments.load_instruments()
    for path in RULES:
        import_string(path)()


def make_member(name: str, area: str, pillar: str):
    """An invented person who actively serves in a pillar; returns the Person."""
    from bubuhan.kernel.text import name_key
    from bubuhan.people.models import Person
    from bubuhan.volunteers.models import Membership

    person = Person.objects.create(name=name, name_key=name_key(name), area_code=area, example=True)
    Membership.objects.create(
        person=person,
        pillar=pillar,
        area_code=area,
        started_on=date(clock.now().year - 3, 1, 1),
        started_precision="day",
        status="active",
    )
    return person
