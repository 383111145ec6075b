"""A child victim: nobody outside the assigned circle finds the case, by no door."""

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

from e2e import phone
from e2e.conftest import Instance
from e2e.phone import somebody
from e2e.wire import WirePhone

ALLEY, WOUND = "Gang Kanariaputih", "disundut rokok"
DOORS = (
    "/antrean/", "/kasus/", "/laporan/", "/cari/", "/registri/", "/ganda/", "/impor/cari/",
    "/rujukan/", "/pendampingan/", "/bantuan/", "/sistem-lain/", "/surat/keluar/", "/pesan/",
    "/siaga/", "/siaga/tenggat/", "/angka/", "/konflik/", "/mitra/", "/perangkat/", "/pdp/",
    "/kasus/unduh/", "/pemberitahuan/",
)  # fmt: skip


def child_case(instance: Instance, name: str) -> str:
    """A neighbouring PSM reports; returns the case's id, protected from its first moment."""
    reporter = WirePhone(instance.url, instance.new_code())
    report = reporter.report(
        name,
        f"{name} {WOUND} oleh walinya.",
        need="perlindungan_anak",
        place={"area_code": reporter.person["area_code"], "note": ALLEY},
        subject={"name": name, "sex": "P", "age_years": 9, "phone": "0899 0000 7777"},
        signs={"violence": True},
    )
    case = reporter.case_of(report)
    reporter.pull()
    assert WOUND not in str([b for (k, i), b in reporter.docs.items() if k == "case" and i == case])
    return case


def test_nobody_outside_the_circle_finds_the_child(
    instance: Instance, office: Callable[..., Page], new_phone: Callable[..., Page]
) -> None:
    name = somebody("Rahma")
    case = child_case(instance, name)
    secret = re.compile(f"{name.split()[1]}|Kanariaputih|disundut|0000[ -]?7777", re.IGNORECASE)

    budi = office("budi")
    budi.goto(f"/kasus/{case}/")
    expect(budi.get_by_text("Kasus ini dilindungi").first).to_be_visible()
    assert not secret.search(budi.content())
    head = office("farida")  # she says who handles it, and reads nothing of it herself
    head.goto(f"/kasus/{case}/")
    assert not secret.search(head.content())
    head.get_by_role("link", name="Tunjuk petugas").click()
    head.get_by_label("Tunjuk petugas").select_option(label="Budi Santoso, Petugas Dinas Sosial")
    head.get_by_role("button", name="Tunjuk", exact=True).click()
    expect(head.get_by_text("Petugas ditunjuk dan diberi tahu.")).to_be_visible()
    budi.reload()
    expect(budi.get_by_text(WOUND).first).to_be_visible()
    expect(budi.get_by_text(ALLEY).first).to_be_visible()

    begin = name.split()[1][:5]
    for who in ("dewi", "farida", "citra", "gazali"):
        page = office(who)
        for door in DOORS:  # asked with beginnings only, so that a page may repeat the word
            answer = page.request.get(f"{door}?q={begin}&cari=Kanaria&status=semua")
            if answer.status == 200:
                assert not secret.search(answer.text()), f"{door} as {who}"
        for part in (
            "",
            "keluarga/",
            "rencana/",
            "rujukan/",
            "bantuan/",
            "surat/",
            "sistem-lain/",
            "tenggat/",
        ):
            body = page.request.get(f"/kasus/{case}/{part}").text()
            assert not secret.search(body), f"{part} as {who}"

    neighbour = new_phone()
    phone.enrol(neighbour, instance.new_code())
    neighbour.goto("/app/#/kasus?tab=sekitar")
    expect(neighbour.get_by_text("Kasus dilindungi").first).to_be_visible()
    neighbour.get_by_label(re.compile("^Cari")).first.fill(name.split()[1])
    expect(neighbour.get_by_text("Kasus dilindungi")).to_have_count(0)
    assert not secret.search(neighbour.locator("main").inner_text().replace(name.split()[1], ""))


def test_the_glass_is_broken_and_everybody_sees_who(
    instance: Instance, office: Callable[..., Page]
) -> None:
    name = somebody("Rahma")
    case = child_case(instance, name)
    dewi = office("dewi")
    dewi.goto(f"/kasus/{case}/")
    dewi.get_by_label("Alasan keadaan darurat").fill(
        "Anak terancam malam ini, petugas tidak menjawab."
    )
    dewi.get_by_role("button", name="Buka darurat tiga jam").click()
    expect(dewi.get_by_text(name).first).to_be_visible()
    expect(dewi.get_by_text("Setiap pembacaan dicatat").first).to_be_visible()

    farida = office("farida")
    farida.goto("/kasus/dibuka-darurat/")
    expect(farida.get_by_text("Anak terancam malam ini").first).to_be_visible()
    assert name not in farida.content()
    farida.get_by_role("link", name="Siapa yang membaca").first.click()
    expect(farida.get_by_text("Membuka darurat").first).to_be_visible()
    farida.goto("/kasus/dibuka-darurat/")
    farida.get_by_role("button", name="Wajar", exact=True).first.click()
    expect(farida.get_by_text("Penilaian tercatat.")).to_be_visible()
