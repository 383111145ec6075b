from django.urls import URLPattern, URLResolver, path

from bubuhan.plans.views import case, desk

_PLAN = "kasus/<uuid:case_id>/rencana/"
urlpatterns: list[URLPattern | URLResolver] = [
    path(_PLAN, case.plan, name="case-plan"),
    path(f"{_PLAN}mulai/", case.begin, name="plan-begin"),
    path(f"{_PLAN}tujuan/", case.goal, name="plan-goal"),
    path(f"{_PLAN}langkah/", case.action, name="plan-action"),
    path(f"{_PLAN}hapus/", case.remove, name="plan-remove"),
    path(f"{_PLAN}sepakat/", case.agree, name="plan-agree"),
    path(f"{_PLAN}setujui/", case.approve, name="plan-approve"),
    path(f"{_PLAN}langkah/selesai/", case.finish, name="plan-finish"),
    path(f"{_PLAN}tinjau/", case.review, name="plan-review"),
    path(f"{_PLAN}jadwal/", case.schedule, name="plan-schedule"),
    path(f"{_PLAN}jadwal/henti/", case.stop, name="plan-schedule-stop"),
    path(f"{_PLAN}hasil/", case.asked, name="plan-outcome"),
    path(f"{_PLAN}hasil/ukur/", case.measure, name="plan-measure"),
    path(f"{_PLAN}hasil/lewati/", case.skip, name="plan-skip"),
    path("pendampingan/", desk.home, name="accompaniment"),
    path("pengaturan/rencana/", desk.templates, name="plan-templates"),
    path("pengaturan/hasil/", desk.outcome_rule, name="outcome-rules"),
    path("pengaturan/hasil/simpan/", desk.save_outcome_rule, name="outcome-rule-save"),
    path("pengaturan/rencana/simpan/", desk.save_template, name="plan-template-save"),
]
