"""The map of what happens next names functions that exist, and events somebody records."""

from bubuhan.journal import reactions
from bubuhan.site import wiring
from bubuhan.site.tests.test_glossary import events


def test_every_wired_reaction_can_be_imported() -> None:
    reactions.wire(wiring.REACTIONS)
    assert set(reactions.TABLE) == set(wiring.REACTIONS)


def test_every_wired_event_is_recorded_somewhere() -> None:
    assert sorted(set(wiring.REACTIONS) - events()) == []
