from django.urls import URLPattern, URLResolver, path

from bubuhan.volunteers.views import competences, desk, hats, people, settings

_HAT = "registri/<uuid:person_id>/keanggotaan/<uuid:membership_id>/"

urlpatterns: list[URLPattern | URLResolver] = [
    path("registri/", people.people, name="registry"),
    path("registri/unduh/", people.export, name="registry-export"),
    path("registri/tambah/", people.add, name="person-add"),
    path("registri/<uuid:person_id>/", people.person, name="person-page"),
    path("registri/<uuid:person_id>/ubah/", people.change, name="person-change"),
    path("registri/<uuid:person_id>/keanggotaan/", hats.add_hat, name="hat-add"),
    path(_HAT + "ubah/", hats.edit_hat, name="hat-edit"),
    path(_HAT + "perpanjang/", hats.renew_hat, name="hat-renew"),
    path(_HAT + "pindah/", hats.transfer_hat, name="hat-transfer"),
    path(_HAT + "akhiri/", hats.end_hat, name="hat-end"),
    path("registri/<uuid:person_id>/kompetensi/", competences.add, name="competence-add"),
    path(
        "registri/<uuid:person_id>/kompetensi/<uuid:competence_id>/akhiri/",
        competences.end,
        name="competence-end",
    ),
    path("pengaturan/kompetensi/", competences.rules, name="competence-rules"),
    path("pengaturan/kompetensi/simpan/", competences.save_rule, name="competence-rule-save"),
    path("permohonan/", desk.listing, name="change-desk"),
    path("permohonan/setujui/", desk.bulk, name="change-bulk"),
    path("permohonan/<uuid:request_id>/", desk.request_page, name="change-page"),
    path("permohonan/<uuid:request_id>/putuskan/", desk.decide, name="change-decide"),
    path("permohonan/anggota/<uuid:membership_id>/", desk.member_page, name="member-page"),
    path(
        "permohonan/anggota/<uuid:membership_id>/putuskan/",
        desk.decide_member,
        name="member-decide",
    ),
    path(
        "permohonan/anggota/<uuid:membership_id>/perbaiki/",
        desk.amend_member,
        name="member-amend",
    ),
    path("pengaturan/verifikasi/", settings.page, name="verification-rules"),
    path("pengaturan/verifikasi/simpan/", settings.save, name="verification-save"),
]
