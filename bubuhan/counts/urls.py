from django.urls import URLPattern, URLResolver, path

from bubuhan.counts.views import pages, said, snapshots

urlpatterns: list[URLPattern | URLResolver] = [
    path("hitungan/", pages.counts, name="counts"),
    path("hitungan/orang/", pages.people, name="count-people"),
    path("hitungan/bekukan/", snapshots.take, name="count-take"),
    path("hitungan/pembanding/", said.said, name="count-said"),
    path("hitungan/pembanding/simpan/", said.save, name="control-save"),
    path("hitungan/pembanding/<int:control_id>/cabut/", said.withdraw, name="control-withdraw"),
    path("hitungan/tidak-ada/", said.absent, name="absence-record"),
    path("hitungan/tidak-ada/<int:absence_id>/cabut/", said.present, name="absence-withdraw"),
    path("hitungan/<uuid:snapshot_id>/", snapshots.snapshot, name="snapshot"),
    path("hitungan/<uuid:snapshot_id>/tanda-tangan/", snapshots.sign, name="snapshot-sign"),
    path("hitungan/<uuid:snapshot_id>/pindaian/", snapshots.scan, name="snapshot-scan"),
    path("hitungan/<uuid:snapshot_id>/lembar.pdf", snapshots.sheet_pdf, name="snapshot-pdf"),
    path("hitungan/<uuid:snapshot_id>/lembar.xlsx", snapshots.sheet_xlsx, name="snapshot-xlsx"),
    path(
        "hitungan/<uuid:snapshot_id>/banding/<uuid:other_id>/",
        snapshots.compare,
        name="snapshot-compare",
    ),
    path("cek/lembar/<slug:sheet_token>/", snapshots.check, name="sheet-check"),
    path("cakupan/", pages.coverage, name="coverage"),
    path("cakupan/unduh/", pages.coverage_file, name="coverage-export"),
]
