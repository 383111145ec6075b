from django.urls import URLPattern, URLResolver, path

from bubuhan.aid.views import pages

urlpatterns: list[URLPattern | URLResolver] = [
    path("bantuan/", pages.home, name="aid"),
    path("bantuan/unduh/", pages.export, name="aid-export"),
    path("bantuan/catat/", pages.new, name="aid-new"),
    path("bantuan/catat/simpan/", pages.save_new, name="aid-new-save"),
    path("bantuan/ganda/", pages.doubles, name="aid-doubles"),
    path("bantuan/ganda/<uuid:aid_finding_id>/", pages.decide, name="aid-decide"),
    path("bantuan/<uuid:aid_id>/batal/", pages.reverse, name="aid-reverse"),
    path("bantuan/<uuid:aid_id>/bukti/", pages.evidence, name="aid-evidence"),
    path("kasus/<uuid:case_id>/bantuan/", pages.case, name="case-aid"),
    path("kasus/<uuid:case_id>/bantuan/catat/", pages.give, name="aid-give"),
    path("kasus/<uuid:case_id>/bantuan/periksa/", pages.check, name="aid-check"),
    path("pengaturan/bantuan/", pages.rules, name="aid-rules"),
    path("pengaturan/bantuan/simpan/", pages.save_rule, name="aid-rule-save"),
]
