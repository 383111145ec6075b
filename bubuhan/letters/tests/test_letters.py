"""Letters: numbers without gaps, frozen content, and what a stranger is told."""

import pytest

from bubuhan.kernel.ids import uuid7
from bubuhan.kernel.problems import Problem
from bubuhan.letters import actions, papers, seeing
from bubuhan.letters.models import Letter

BJM = "63.71"
FIELDS = {"tujuan": "Rumah Singgah #set page(fill: red) Baiman", "layanan": "Penampungan *tebal*"}


def write(actor, **more) -> Letter:
    wanted = {"template": "surat_rujukan", "area_code": BJM, "subject": ("office", uuid7()), "fields": FIELDS}  # fmt: skip
    return actions.issue(actor=actor, **{**wanted, **more})


@pytest.mark.django_db
def test_numbers_have_no_gaps_and_content_stays(budi, citra) -> None:
    first = write(budi, rows=[("Nama", "Nama $x$ Contoh")])
    with pytest.raises(Problem, match="letter_field_missing"):
        write(budi, fields={"tujuan": "X"})
    second = write(budi, link="/r/abc/")
    assert (first.serial, second.serial) == (1, 2)
    assert first.number.startswith("001/460/DINSOS/")
    assert write(citra, area_code="63.05").serial == 1  # another office counts for itself
    assert papers.unchanged(first)
    data = papers.paper_data(papers.content_of(second), base="https://bubuhan.example/")
    assert data["link_shown"] == "bubuhan.example/r/abc/"
    assert "menjawab" in data["qr_words"]
    assert papers.pdf(first).startswith(b"%PDF")
    assert first.id in seeing.in_full(budi, [first])
