"""Groups follow from decisions alone: in any order, back by undo, never over a contradiction."""

from itertools import combinations
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bubuhan.kernel.actors import ActorRef
from bubuhan.people import decisions
from bubuhan.people.groups import effective, grouping, pair
from bubuhan.people.models import DuplicateProposal, LinkDecision, Person

PEOPLE = [UUID(int=n) for n in range(1, 7)]
PAIRS = list(combinations(PEOPLE, 2))
VERDICTS = st.dictionaries(st.sampled_from(PAIRS), st.sampled_from(["same", "different", "unsure"]))
BUDI = ActorRef("user", "1", "Budi")


@settings(deadline=None)
@given(VERDICTS, st.randoms(use_true_random=False))
def test_any_order_gives_the_same_groups(verdicts, random):
    items = list(verdicts.items())
    random.shuffle(items)
    assert grouping(PEOPLE, dict(items), int) == grouping(PEOPLE, verdicts, int)


@settings(deadline=None)
@given(VERDICTS)
def test_nobody_is_joined_against_a_decision(verdicts):
    found = grouping(PEOPLE, verdicts, int)
    for (a, b), verdict in verdicts.items():
        joined = found.heads[a] == found.heads[b]
        if verdict == "different":
            assert not joined
        if verdict == "same":
            assert joined != ({a, b} <= found.clashing)
    for one, head in found.heads.items():
        assert found.heads[head] == head
        assert head <= one


def test_a_cycle_of_same_and_different_joins_nobody():
    a, b, c, d = PEOPLE[:4]
    found = grouping(
        PEOPLE, {(a, b): "same", (b, c): "same", (a, c): "different", (d, PEOPLE[4]): "same"}, int
    )
    assert found.conflicts == {(a, c)}
    assert found.clashing == {a, b, c}
    assert all(found.heads[p] == p for p in (a, b, c))
    assert found.heads[PEOPLE[4]] == d


@settings(deadline=None)
@given(st.lists(st.tuples(st.integers(), st.booleans()), max_size=12))
def test_each_undo_takes_the_last_standing_decision_away(history):
    stack: list[int] = []
    for value, undoes in history:
        if undoes and stack:
            stack.pop()
        elif not undoes:
            stack.append(value)
    assert effective(history) == stack


def test_a_person_is_not_compared_with_himself():
    with pytest.raises(ValueError, match="himself"):
        pair(PEOPLE[0], PEOPLE[0])


@pytest.fixture
def people(db):
    return [
        Person.objects.create(id=key, name=f"Orang {n}", name_key=f"orang{n}")
        for n, key in enumerate(PEOPLE[:5])
    ]


def state():
    """What followed from the decisions."""
    persons = tuple(Person.objects.order_by("id").values_list("id", "same_as", "conflict"))
    asked = tuple(DuplicateProposal.objects.order_by("a", "b").values_list("a", "b", "state"))
    return persons, asked


STEPS = st.lists(
    st.tuples(
        st.sampled_from(list(combinations(PEOPLE[:5], 2))),
        st.sampled_from(["same", "different", "unsure"]),
    ),
    min_size=1,
    max_size=6,
    unique_by=lambda step: step[0],
)


@settings(
    max_examples=12,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(steps=STEPS, data=st.data())
def test_stored_groups_do_not_depend_on_the_order_of_decisions(people, steps, data):
    heads = []
    for order in (steps, data.draw(st.permutations(steps))):
        _forget()
        for (a, b), verdict in order:
            decisions.record_decision(a, b, verdict, actor=BUDI)
        heads.append(state())
    assert heads[0] == heads[1]
    expected = grouping(PEOPLE[:5], dict(steps), int)
    for person in Person.objects.all():
        assert (person.same_as_id or person.id) == expected.heads[person.id]
        assert person.conflict == (person.id in expected.clashing)


def _forget():
    LinkDecision.objects.all()._raw_delete("default")
    DuplicateProposal.objects.all().delete()
    Person.objects.update(same_as=None, conflict=False)


@settings(
    max_examples=12,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(steps=STEPS)
def test_undo_returns_the_former_state(people, users, steps):
    budi = users["gazali"].actor()  # the whole province; the role is given below
    _forget()
    *before, ((a, b), verdict) = steps
    for (x, y), said in before:
        decisions.record_decision(x, y, said, actor=BUDI)
    DuplicateProposal.objects.get_or_create(
        a_id=a, b_id=b, defaults={"at": _now(), "changed_at": _now()}
    )
    decisions.regroup([a, b])
    former = state()
    made = decisions.record_decision(a, b, verdict, actor=BUDI)
    decisions.undo(actor=_officer(budi), decision_id=made.id)
    assert state() == former


def _now():
    from bubuhan.kernel import clock

    return clock.now()


def _officer(actor):
    from dataclasses import replace

    from bubuhan.accounts.policy import Role

    return replace(actor, role=Role.PETUGAS, area="")
