"""Doors for the tests of this room: a case, a partner with a service, a referral sent as an officer does."""

from datetime import date, timedelta
from typing import Any

from django.test import Client

from bubuhan.accounts.policy import Actor
from bubuhan.cases.models import Case
from bubuhan.cases.tests.doors import PELAMBUAN
from bubuhan.directory.models import Partner, Service
from bubuhan.kernel import clock
from bubuhan.kernel.text import name_key
from bubuhan.referrals import sending
from bubuhan.referrals.linking import Made
from bubuhan.referrals.models import Referral
from bubuhan.referrals.sending import Wish


def a_case(**changes: Any) -> Case:
    """An open case in Pelambuan."""
    now = clock.now()
    values = {
        "number": f"BJM-2611-{Case.objects.count() + 1:04d}",
        "area_code": PELAMBUAN,
        "need": "lansia_terlantar",
        "subject_name": "Darma Setiawan",
        "subject_key": "darma setiawan",
        "subject_age": 74,
        "subject_sex": "L",
        "subject_phone": "+628990000777",
        "place_note": "belakang pasar",
        "band": "sedang",
        "opened_at": now,
        "deadline_at": now + timedelta(days=1),
    }
    return Case.objects.create(**{**values, **changes})


def a_service(**changes: Any) -> Service:
    """A shelter in Banjarmasin with room."""
    now = clock.now()
    name = changes.pop("partner", "Panti Harapan Contoh")
    partner = Partner.objects.create(
        name=name, name_key=name_key(name), kind="panti", area_code="63.71", serves=["63.71"],
        phone="0899-0000-0011", at=now, by="uji",
    )  # fmt: skip
    values = {
        "partner": partner,
        "name": "Penampungan lansia",
        "needs": ["lansia_terlantar"],
        "capacity": 40,
        "occupied": 30,
        "as_of": date(2026, 11, 1),
        "source": "uji",
    }
    return Service.objects.create(**{**values, **changes})


def a_wish(service: Service | None = None, **changes: Any) -> Wish:
    """What an officer usually chooses."""
    values: dict[str, Any] = {
        "service_id": service.id if service else None,
        "shared": ("name", "age", "need"),
        "consent": True,
        "consent_from": "sendiri",
    }
    return Wish(**{**values, **changes})


def sent(actor: Actor, case: Case, service: Service, **changes: Any) -> tuple[Referral, Made]:
    """A referral on its way, with its link."""
    one, made = sending.send(actor=actor, case_id=case.id, wish=a_wish(service, **changes))
    assert made is not None
    return one, made


class Partner_:
    """A partner's phone: no account, no JavaScript, cookies and CSRF as a browser has them."""

    def __init__(self, made: Made, address: str = "10.0.0.1") -> None:
        self.path, self.code = made.path, made.code
        self.client = Client(enforce_csrf_checks=True, REMOTE_ADDR=address)
        self.page: Any = None

    def get(self) -> Any:
        self.page = self.client.get(self.path)
        return self.page

    def post(self, **fields: Any) -> Any:
        """Press a button of the page that is open."""
        token = self.client.cookies["csrf"].value if "csrf" in self.client.cookies else ""
        hidden = self.page.context if self.page and self.page.context else {}
        more = {"csrfmiddlewaretoken": token}
        if "proof" in hidden and "kode" not in fields:
            more |= {"bukti": hidden["proof"], "rev": hidden["one"].rev}
        self.page = self.client.post(self.path, {**more, **fields})
        return self.page

    def open(self) -> Any:
        """Tell the code."""
        self.get()
        return self.post(kode=self.code)


def fresh(one: Referral) -> Referral:
    """The referral as it is now."""
    return Referral.objects.get(id=one.id)
