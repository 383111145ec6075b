from django.urls import URLPattern, URLResolver, path

from bubuhan.assessments.views import causes, filling, household, pages, settings

_CASE = "kasus/<uuid:case_id>/keluarga/"
_MEMBER = f"{_CASE}anggota/<uuid:member_id>/"
_CAUSE = f"{_CASE}sebab/<uuid:cause_id>/"
_FORM = f"{_CASE}asesmen/<slug:instrument>/"

urlpatterns: list[URLPattern | URLResolver] = [
    path(_CASE, pages.family, name="case-family"),
    path(f"{_CASE}rumah/", household.home, name="case-home"),
    path(f"{_CASE}gabung/", household.join, name="case-home-join"),
    path(f"{_CASE}anggota/baru/", pages.new_member, name="case-member-new"),
    path(f"{_CASE}anggota/tambah/", household.add_member, name="case-member-add"),
    path(_MEMBER, pages.member, name="case-member"),
    path(f"{_MEMBER}simpan/", household.save_member, name="case-member-save"),
    path(f"{_MEMBER}keluarkan/", household.remove_member, name="case-member-remove"),
    path(f"{_MEMBER}jenis/", household.classify, name="case-classify"),
    path(f"{_CASE}jenis/<uuid:type_id>/akhiri/", household.end_type, name="case-type-end"),
    path(f"{_CASE}sebab/baru/", pages.new_cause, name="case-cause-new"),
    path(f"{_CASE}sebab/tambah/", causes.add, name="case-cause-add"),
    path(_CAUSE, pages.cause, name="case-cause"),
    path(f"{_CAUSE}simpan/", causes.change, name="case-cause-save"),
    path(f"{_CAUSE}hubungkan/", causes.link, name="case-cause-link"),
    path(f"{_CAUSE}lepas/", causes.unlink, name="case-cause-unlink"),
    path(f"{_CAUSE}bukti/", causes.evidence, name="case-cause-evidence"),
    path(f"{_CAUSE}hapus/", causes.remove, name="case-cause-remove"),
    path(_FORM, pages.fill, name="case-fill"),
    path(f"{_FORM}lihat/", filling.look, name="case-fill-look"),
    path(f"{_FORM}kirim/", filling.send, name="case-fill-send"),
    path(f"{_CASE}hasil/<uuid:assessment_id>/", pages.result, name="case-result"),
    path("pengaturan/batas-umur/", settings.age_limits, name="age-limits"),
    path("pengaturan/batas-umur/simpan/", settings.save_limit, name="age-limit-save"),
]
