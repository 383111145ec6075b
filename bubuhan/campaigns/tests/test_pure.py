"""Words, masks and forms without a database."""

from datetime import date
from uuid import uuid4

import pytest

from bubuhan.campaigns import answering, forms, linking, wording
from bubuhan.campaigns.models import Way
from bubuhan.kernel.problems import Problem


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("Ani Rahmawati", "Ani Ra•••••••"),
        ("H. Abdul Gafur", "H. Ab••• Ga•••"),
        ("Jalan Belitung Darat 12", "Ja••• Be•••••• Da••• 12"),
        ("", ""),
    ],
)
def test_words_are_masked_but_recognised(text: str, masked: str) -> None:
    assert linking.mask_words(text) == masked


@pytest.mark.parametrize(
    ("shown", "masked"), [("0899-0000-0001", "0899-••••-0001"), ("belum ada", "belum ada")]
)
def test_the_middle_of_a_number_is_masked(shown: str, masked: str) -> None:
    assert linking.mask_phone(shown) == masked


def test_words_to_copy_are_polite_and_name_the_day() -> None:
    text = wording.personal(
        name="Ani", sex="P", until=date(2026, 11, 30), link="https://x/", office="Dinas", again=True
    )
    assert text.startswith("Yth. Ibu Ani. Kami mengingatkan lagi dengan hormat")
    assert "30 November 2026" in text
    group = wording.group(place="Kec. Tapin", waiting=3, until=date(2026, 11, 30), office="Dinas")
    assert "https://" not in group
    assert wording.whatsapp("", text) == ""
    assert wording.whatsapp("+6289900000001", "a b") == "https://wa.me/6289900000001?text=a%20b"


@pytest.mark.parametrize(
    ("given", "said", "way"),
    [
        ({"jawaban": "Y"}, answering.Said(), Way.PAPER),
        ({"jawaban": "berakhir", "lewat": "telepon"}, answering.Said(ends=True), Way.CALL),
        (
            {"jawaban": "k", "hp": "0899 0000 0002", "lewat": "aneh"},
            answering.Said({"phone": "+6289900000002"}, changed=True),
            Way.PAPER,
        ),
    ],
)
def test_what_is_typed_from_paper(given: dict[str, str], said: answering.Said, way: Way) -> None:
    assert forms.entry(given | {"kode": "k7m4q"}) == ("k7m4q", said, way)


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"jawaban": "x"}, "field_invalid"),
        ({"jawaban": "k"}, "corrections_missing"),
        ({"jawaban": "k", "hp": "12"}, "phone_invalid"),
    ],
)
def test_what_cannot_be_typed(given: dict[str, str], code: str) -> None:
    with pytest.raises(Problem) as found:
        forms.entry(given)
    assert found.value.code == code


def test_a_village_sheet_wants_a_note_for_the_sad_words() -> None:
    one, two, three = uuid4(), uuid4(), uuid4()
    sheet = forms.village(
        {
            f"kata-{one}": "benar",
            f"kata-{two}": "tidak_lagi",
            f"kata-{three}": "tidak_dikenal",
            f"catatan-{three}": " tidak  tercatat ",
            "kata-aneh": "benar",
            f"kata-{uuid4()}": "entah",
        }
    )
    assert sheet.words == {
        one: ("benar", ""),
        two: ("tidak_lagi", ""),
        three: ("tidak_dikenal", "tidak tercatat"),
    }
    assert sheet.lacking == {two}


def test_a_code_is_read_however_it_was_written() -> None:
    assert answering.tidy_code(" k7m-4q ") == "K7M4Q"
