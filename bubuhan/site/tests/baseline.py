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
    from bubuhan.assessments import load as assessments
    from bubuhan.aid.ruling import load_rules as load_aid_rules
    from bubuhan.cases.load import load_rules
    from bubuhan.plans.load import load_templates
    from bubuhan.duty.load import load_rules as load_duty_rules
    from bubuhan.referrals.rules import load_rules as load_referral_rules
    from bubuhan.privacy.load import load_examples
    from bubuhan.response.load import load_rules as load_response_rules
    from bubuhan.standing.load import load_rules as load_standing_rules
    from bubuhan.volunteers.competence import load_needs
    from bubuhan.volunteers.rules import load_rules as load_registry_rules

    assessments.load_instruments()
    assessments.load_rules()
    load_rules()
    load_aid_rules()
    load_templates()
    load_duty_rules()
    load_registry_rules()
    load_needs()
    load_standing_rules()
    load_referral_rules()
    load_response_rules()
    load_examples()


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
