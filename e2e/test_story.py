"""The main job: heard in the field without signal, closed in the office with an outcome."""

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

from e2e import phone
from e2e.conftest import Instance
from e2e.phone import Story

NINI = Story(
    "Nini Salmah sendirian di rumah, demam tiga hari, tidak ada yang merawat.",
    name="Salmah Contoh",
    age="78",
    signs=("sakit berat", "sendirian", "lansia"),
)


def test_from_the_field_to_help(
    instance: Instance, new_phone: Callable[..., Page], office: Callable[..., Page]
) -> None:
    ani = new_phone()
    phone.enrol(ani, instance.take_code()["code"])

    ani.context.set_offline(True)
    phone.report(ani, NINI)
    expect(ani.get_by_text("Tersimpan di HP ini")).to_be_visible()
    phone.stage(ani, "Di HP")
    ani.context.set_offline(False)
    phone.send_now(ani)

    budi = office("budi")
    budi.goto("/antrean/?q=salmah+contoh")
    row = budi.get_by_role("link", name=re.compile("Salmah Contoh")).first
    expect(row).to_contain_text("Darurat")
    row.click()
    panel = budi.get_by_label("Kasus yang dibuka")
    expect(panel).to_contain_text("demam tiga hari")
    expect(panel).to_contain_text("Butuh pertolongan kesehatan segera")
    budi.get_by_role(
        "button", name=re.compile("^Tugaskan Ani Rahmawati|Tugaskan Ani")
    ).first.click()
    expect(panel).to_contain_text(re.compile("Ditawarkan kepada Ani Rahmawati"))

    phone.send_now(ani)
    ani.goto("/app/#/")
    ani.get_by_role("link", name=re.compile("Tawaran tugas menunggu")).click()
    expect(ani.get_by_text("Butuh pertolongan kesehatan segera")).to_be_visible()
    ani.context.set_offline(True)
    ani.get_by_role("button", name="Terima tugas").click()
    ani.get_by_role("link", name=re.compile("kunjungan", re.I)).first.click()
    phone.pick(ani, "Ya")
    phone.pick(ani, "Membaik")
    ani.get_by_label("Apa yang Anda temui?").fill("Sudah diantar ke puskesmas, panasnya turun.")
    ani.get_by_role("button", name=re.compile("Simpan")).click()
    expect(ani.get_by_text("Sudah diantar ke puskesmas")).to_be_visible()
    expect(ani.get_by_text("Di HP, belum terkirim").first).to_be_visible()
    ani.context.set_offline(False)
    phone.send_now(ani)

    ani.go_back()
    ani.get_by_role("link", name=re.compile("selesai", re.I)).first.click()
    phone.pick(ani, "Kebutuhan terpenuhi")
    ani.get_by_label(re.compile("^Ringkasan")).fill(
        "Dirawat tetangga bergantian, obat dari puskesmas."
    )
    ani.get_by_role("button", name=re.compile("Simpan|Selesai|Kirim")).last.click()
    phone.send_now(ani)

    budi.reload()
    expect(budi.get_by_text("Dinyatakan selesai").first).to_be_visible()
    budi.get_by_role("button", name="Verifikasi dan tutup").click()
    budi.get_by_role("button", name="Tutup kasus").click()
    expect(budi.get_by_text(re.compile("Hasil: Kebutuhan terpenuhi")).first).to_be_visible()

    phone.send_now(ani)
    ani.get_by_role("link", name=re.compile("Lansia terlantar|Salmah")).first.click()
    phone.stage(ani, "Selesai")
    expect(ani.get_by_text("Dirawat tetangga bergantian")).to_be_visible()
