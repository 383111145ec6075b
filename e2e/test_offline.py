"""What really happens to phones: killed browsers, two tabs, lost answers, wrong clocks."""

import json
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from playwright.sync_api import BrowserContext, Page, Route, expect

from e2e import phone
from e2e.conftest import Instance
from e2e.phone import Story

ROOF = Story(
    "Atap rumah bocor semua, dinding papan lapuk.", need="Rumah tidak layak atau tidak aman"
)


@pytest.fixture
def enrolled(instance: Instance, new_phone: Callable[..., Page]) -> Page:
    page = new_phone()
    phone.enrol(page, instance.new_code())
    return page


def count_reports(page: Page, text: str) -> int:
    """How many reports of this text the phone shows after a sync."""
    page.goto("/app/#/terkirim")
    return page.locator("article.card", has_text=text).count()


def test_drafts_survive_a_killed_browser_and_all_works_without_signal(enrolled: Page) -> None:
    context = enrolled.context
    context.set_offline(True)
    phone.begin(enrolled, ROOF)
    expect(enrolled.get_by_label("Ceritakan dengan kata-kata Anda")).to_have_value(ROOF.text)
    enrolled.wait_for_timeout(900)  # the draft is saved 0.4 s after the last keystroke
    enrolled.close(run_before_unload=False)

    again = context.new_page()
    again.goto("/app/")
    phone.unlock(again)
    again.get_by_role("link", name="Lapor", exact=True).click()
    again.get_by_role("link", name=re.compile("Atap rumah bocor")).click()
    expect(again.get_by_label("Ceritakan dengan kata-kata Anda")).to_have_value(ROOF.text)
    phone.finish(again, ROOF)
    for path in ("kasus", "panduan", "saya", "terkirim"):
        again.goto(f"/app/#/{path}")
        expect(again.get_by_role("heading", level=1)).to_be_visible()
    expect(again.get_by_text("1 catatan menunggu")).to_be_visible()
    context.set_offline(False)
    phone.send_now(again)
    assert count_reports(again, "Rumah tidak layak") == 1


def test_an_answer_lost_on_the_way_makes_no_second_report(enrolled: Page) -> None:
    lost: list[dict[str, Any]] = []

    def swallow(route: Route) -> None:
        if lost:
            route.continue_()
            return
        lost.append(json.loads(route.request.post_data or "{}"))
        route.fetch()  # the server has it
        route.abort()  # the phone never hears

    enrolled.context.route("**/sync/v1/push", swallow)
    phone.report(enrolled, Story("Dapur habis terbakar.", need="Bencana"))
    phone.send_now(enrolled)
    assert lost
    assert lost[0]["commands"]
    assert count_reports(enrolled, "Bencana") == 1


def test_a_refused_report_is_shown_in_red_repaired_and_accepted(enrolled: Page) -> None:
    def spoil(route: Route) -> None:
        """As if the phone's list of areas were old: a code that is not in force."""
        body = json.loads(route.request.post_data or "{}")
        for command in body["commands"]:
            command["body"]["place"]["area_code"] = "63.71.03.9999"
        route.continue_(post_data=json.dumps(body))

    enrolled.context.route("**/sync/v1/push", spoil)
    phone.report(enrolled, Story("Anak putus sekolah karena biaya.", need="Kekurangan pangan"))
    enrolled.goto("/app/#/terkirim")
    refused = enrolled.locator(".card-bad")
    expect(refused).to_contain_text("Kode wilayah 63.71.03.9999 tidak ada dalam daftar resmi")
    expect(enrolled.get_by_role("link", name="1 perlu diperbaiki")).to_be_visible()

    enrolled.context.unroute("**/sync/v1/push")
    refused.get_by_role("button", name="Perbaiki").click()
    expect(enrolled.get_by_role("button", name=re.compile("lokasi"))).to_be_visible()
    enrolled.get_by_role("button", name=re.compile("lokasi")).click()
    expect(enrolled.get_by_text("Kel. Pelambuan").first).to_be_visible()
    phone.next_step(enrolled)
    phone.next_step(enrolled)
    enrolled.get_by_role("button", name="Simpan laporan").click()
    expect(enrolled.get_by_role("heading", name="Laporan tersimpan")).to_be_visible()
    phone.send_now(enrolled)
    expect(enrolled.locator(".card-bad")).to_have_count(0)
    assert count_reports(enrolled, "Kekurangan pangan") == 1
    phone.stage(enrolled, "Diterima")


def test_two_tabs_send_each_report_once(enrolled: Page) -> None:
    context = enrolled.context
    context.set_offline(True)
    phone.report(enrolled, Story("Banyu naik ke rumah.", need="Bencana"))
    other = context.new_page()
    other.goto("/app/")
    phone.unlock(other)
    phone.report(other, Story("Keluarga ini kehabisan beras.", need="Kekurangan pangan"))
    sent: list[int] = []
    context.on(
        "request",
        lambda request: (
            sent.extend(c["seq"] for c in json.loads(request.post_data or "{}")["commands"])
            if request.url.endswith("/push")
            else None
        ),
    )
    context.set_offline(False)
    phone.send_now(enrolled)
    phone.send_now(other)
    assert count_reports(other, "Bencana") == 1
    assert count_reports(other, "Kekurangan pangan") == 1
    assert sorted(set(sent)) == sorted(sent), "a command left the phone twice"


def test_a_clock_wrong_by_a_day_loses_nothing(
    instance: Instance, contexts: Callable[..., BrowserContext]
) -> None:
    context = contexts(
        viewport={"width": 360, "height": 740},
        geolocation={"latitude": -3.3184, "longitude": 114.5661},
        permissions=["geolocation"],
    )
    page = context.new_page()
    page.clock.install(time=datetime.now(UTC) + timedelta(days=1))
    page.clock.resume()
    phone.enrol(page, instance.new_code())
    phone.report(
        page, Story("Warga sakit tanpa kartu jaminan.", need="Sakit tanpa jaminan kesehatan")
    )
    phone.send_now(page)
    phone.stage(page, "Diterima")
    page.goto("/app/#/")
    expect(page.get_by_text(re.compile("Jam HP ini"))).to_be_visible()


def test_a_revoked_phone_is_wiped_at_its_next_contact(
    instance: Instance, new_phone: Callable[..., Page], office: Callable[..., Page]
) -> None:
    lost = new_phone()
    name = f"HP hilang {uuid4().hex[:6]}"
    phone.enrol(lost, instance.new_code("Jumiati"), name)
    gazali = office("gazali")
    gazali.goto(f"/perangkat/?q={name}")
    gazali.get_by_role("link", name="Jumiati").click()
    gazali.get_by_label("Alasan").fill("HP hilang di pasar")
    gazali.get_by_role("button", name="Cabut HP ini").click()
    expect(gazali.get_by_text("HP dicabut").first).to_be_visible()
    lost.goto("/app/#/terkirim")
    lost.get_by_role("button", name=re.compile("Kirim sekarang")).click()
    expect(lost.get_by_role("heading", name="HP ini sudah dicabut")).to_be_visible()
    left = lost.evaluate(
        """async () => { const db = await new Promise((ok, no) => { const r = indexedDB.open('bubuhan');
           r.onsuccess = () => ok(r.result); r.onerror = () => no(r.error); });
           let n = 0; for (const s of db.objectStoreNames) if (!['meta', 'plain', 'notes'].includes(s))
             n += await new Promise(ok => { const q = db.transaction(s).objectStore(s).count(); q.onsuccess = () => ok(q.result); });
           return n; }"""
    )
    assert left == 0
