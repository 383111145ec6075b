from django.urls import URLPattern, URLResolver, path

from bubuhan.tracks import views

urlpatterns: list[URLPattern | URLResolver] = [
    path("sistem-lain/", views.desk, name="tracks"),
    path("sistem-lain/<uuid:track_id>/keadaan/", views.move, name="track-move"),
    path("sistem-lain/lembar/", views.proposals, name="proposals"),
    path("sistem-lain/lembar/<uuid:proposal_id>/", views.proposal, name="proposal"),
    path(
        "sistem-lain/lembar/<uuid:proposal_id>/usulan.xlsx",
        views.proposal_file,
        name="proposal-file",
    ),
    path(
        "sistem-lain/lembar/<uuid:proposal_id>/diunggah/", views.proposal_sent, name="proposal-sent"
    ),
    path("sistem-lain/jawaban/", views.answer_new, name="answer-new"),
    path("sistem-lain/jawaban/<uuid:answer_id>/", views.answer, name="answer"),
    path("sistem-lain/beda/<int:mismatch_id>/", views.settle, name="mismatch-settle"),
    path("kasus/<uuid:case_id>/sistem-lain/", views.case_tracks, name="case-tracks"),
    path("pengaturan/lembar-usulan/", views.settings, name="track-settings"),
    path("pengaturan/lembar-usulan/<slug:system_code>/", views.system, name="track-system"),
]
