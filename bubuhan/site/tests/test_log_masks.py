"""What a log line never says."""

from bubuhan.site.logs import mask


def test_links_that_open_something_and_numbers_of_persons_are_masked():
    said = {
        "event": "Not Found: /konfirmasi/AZqk-3Jx_Q.1wMxyz.s0meSignature/",
        "link": "GET /mulai/abcdefgh1234/",
        "referral": "GET /r/abcdefgh12345678/",
        "nik": "NIK 6371034503700000",
        "campaign": "/konfirmasi-tahunan/usulan/",
    }
    assert mask(None, "", said) == {
        "event": "Not Found: /konfirmasi/…/",
        "link": "GET /mulai/…/",
        "referral": "GET /r/…/",
        "nik": "NIK 6371********000",
        "campaign": "/konfirmasi-tahunan/usulan/",
    }
