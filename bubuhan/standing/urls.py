from django.urls import URLPattern, URLResolver, path

from bubuhan.standing.views import desk, panel, settings

urlpatterns: list[URLPattern | URLResolver] = [
    path("registri/<uuid:person_id>/kedudukan/", panel.panel, name="standing-panel"),
    path("registri/<uuid:person_id>/kedudukan/jawab/", panel.answer, name="criterion-answer"),
    path("registri/<uuid:person_id>/kedudukan/pekerjaan/", panel.add_occupation, name="occupation-add"),
    path("registri/<uuid:person_id>/kedudukan/pekerjaan/akhiri/", panel.end_occupation, name="occupation-end"),
    path("registri/<uuid:person_id>/kedudukan/berkas/<str:sha256>", panel.file, name="criterion-file"),
    path("rangkap/", desk.desk, name="double-desk"),
    path("rangkap/bila-sama/", desk.if_same, name="double-likely"),
    path("rangkap/laporan/", desk.report, name="double-report"),
    path("rangkap/laporan/unduh/", desk.export, name="double-export"),
    path("rangkap/<uuid:finding_id>/", desk.finding, name="double-finding"),
    path("rangkap/<uuid:finding_id>/putuskan/", desk.decide, name="double-decide"),
    path("rangkap/<uuid:finding_id>/berkas/<str:sha256>", desk.letter, name="double-letter"),
    path("pengaturan/kriteria/", settings.criteria, name="criteria-rules"),
    path("pengaturan/kriteria/simpan/", settings.save_criterion, name="criterion-save"),
    path("pengaturan/kriteria/kumpulan/", settings.save_ruleset, name="ruleset-save"),
    path("pengaturan/kriteria/pilih/", settings.choose, name="ruleset-choose"),
    path("pengaturan/rangkap/", settings.double_rules, name="double-rules"),
    path("pengaturan/rangkap/simpan/", settings.save_double_rule, name="double-rule-save"),
]  # fmt: skip
