"""Every event of the journal is told to somebody, or stands among those told to nobody with the reason."""

import re
from collections import Counter

from bubuhan.messages import audience, telling, wording
from bubuhan.messages.silent import SILENT, silent
from bubuhan.site.tests.test_glossary import GLOSSARY, events


def every_event() -> set[str]:
    """What the code records, and what the table of events in GLOSSARY.md names."""
    table = GLOSSARY[GLOSSARY.index("| event | what happened |") :].split("\n\n")[0]
    return events() | set(re.findall(r"`([a-z_]+\.[a-z_]+)`", table))


def test_every_event_is_told_or_deliberately_not() -> None:
    """A new event: add its line to `messages/telling.py`, or its name to `messages/silent.py`."""
    told = telling.watched()
    assert sorted(every_event() - told - silent()) == []
    assert sorted((told | silent()) - every_event()) == []
    assert sorted(told & silent()) == []
    twice = Counter(event for group in SILENT.values() for event in group)
    assert [event for event, n in twice.items() if n > 1] == []


def test_lines_name_what_is_there() -> None:
    assert {line.who for line in telling.LINES} == set(telling.WHO) == set(audience.AUDIENCES)
    assert {line.kind for line in telling.LINES} <= set(wording.KINDS)
    assert {
        kind for kind in wording.KINDS if kind not in {line.kind for line in telling.LINES}
    } == {
        "ringkasan",
        "uji",
    }
