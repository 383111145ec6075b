from django.urls import URLPattern, URLResolver, path

from bubuhan.referrals.views import case, desk, journeys, letters, one, public, settings

_CASE = "kasus/<uuid:case_id>/"
_ONE = "rujukan/<uuid:referral_id>/"
_WAY = "pemulangan/<uuid:journey_id>/"

urlpatterns: list[URLPattern | URLResolver] = [
    path(_CASE + "rujukan/", case.tab_page, name="case-referrals"),
    path(_CASE + "rujukan/baru/", case.new, name="referral-new"),
    path(_CASE + "pemulangan/", journeys.new, name="journey-new"),
    path(_CASE + "surat/", letters.tab_page, name="case-letters"),
    path(_CASE + "surat/<uuid:letter_id>/", letters.paper, name="case-letter"),
    path(_CASE + "surat/<uuid:letter_id>/tarik/", letters.withdraw, name="case-letter-withdraw"),
    path("rujukan/", desk.desk, name="referrals"),
    path("rujukan/waktu/", desk.times, name="referral-times"),
    path("rujukan/unduh/", desk.export, name="referral-export"),
    path(_ONE, one.page, name="referral"),
    path(_ONE + "jawab/", one.answer, name="referral-answer"),
    path(_ONE + "cabut/", one.revoke, name="referral-revoke"),
    path(_ONE + "urungkan/", one.undo, name="referral-undo"),
    path(_ONE + "ambil/", one.take, name="referral-take"),
    path(_ONE + "tautan/", one.link, name="referral-link"),
    path(_ONE + "surat/", one.letter, name="referral-letter"),
    path(_ONE + "bukti/<str:sha256>/", one.evidence, name="referral-evidence"),
    path("pemulangan/", journeys.desk, name="journeys"),
    path(_WAY, journeys.page, name="journey"),
    path(_WAY + "ubah/", journeys.edit, name="journey-edit"),
    path(_WAY + "syarat/", journeys.tick, name="journey-tick"),
    path(_WAY + "langkah/", journeys.change, name="journey-change"),
    path(_WAY + "terima/", journeys.receive, name="journey-receive"),
    path(_WAY + "surat/", journeys.letter, name="journey-letter"),
    path("pengaturan/rujukan/", settings.hours, name="referral-hours"),
    path("pengaturan/pemulangan/", settings.conditions, name="journey-conditions"),
    path("r/<str:partner_token>/", public.by_link, name="partner-link"),
]
