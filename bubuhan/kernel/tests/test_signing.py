"""Signatures: who signed what, and what happens when one letter or the key changes."""

from datetime import date

import pytest

from bubuhan.kernel import signing


def test_what_was_signed_can_be_checked_and_nothing_else() -> None:
    made = signing.sign("card/1", b"PSM-6371-0001")
    assert made.key_id == signing.current()
    assert signing.verify("card/1", b"PSM-6371-0001", made.key_id, made.raw)
    assert not signing.verify("card/1", b"PSM-6371-0002", made.key_id, made.raw)
    assert not signing.verify("snapshot/1", b"PSM-6371-0001", made.key_id, made.raw)
    assert not signing.verify("card/1", b"PSM-6371-0001", "00000000", made.raw)
    assert not signing.verify("card/1", b"PSM-6371-0001", made.key_id, b"short")


def test_a_replaced_key_still_proves_what_it_signed(settings) -> None:
    first = signing.new_key(bytes(range(32)), date(2026, 1, 1))
    settings.BUBUHAN_SIGN_KEYS = [first]
    old = signing.sign("card/1", b"x")
    settings.BUBUHAN_SIGN_KEYS = signing.replaced([first], bytes(32), date(2026, 11, 22))
    new = signing.sign("card/1", b"x")
    assert old.key_id == first["id"] != new.key_id
    assert signing.verify("card/1", b"x", old.key_id, old.raw)
    assert signing.verify("card/1", b"x", new.key_id, new.raw)
    assert not signing.verify("card/1", b"x", new.key_id, old.raw)
    ends = [(k.since, k.to) for k in signing.public_keys()]
    assert ends == [(date(2026, 1, 1), date(2026, 11, 22)), (date(2026, 11, 22), None)]
    assert len(signing.public_keys()[-1].fingerprint) == 79


def test_base64_without_padding() -> None:
    assert signing.unb64(signing.b64(b"abcd")) == b"abcd"
    for wrong in ("a", "é", "a b!"):
        with pytest.raises(ValueError, match=r"."):
            signing.unb64(wrong)
