"""Addresses of this room."""

from django.urls import path

from bubuhan.people import views

urlpatterns = [
    path("ganda/", views.listing, name="duplicate-desk"),
    path("ganda/petunjuk/", views.typed, name="duplicate-hints"),
    path("ganda/banyak/", views.bulk, name="duplicate-bulk"),
    path("ganda/<uuid:pair_id>/", views.pair, name="duplicate-pair"),
    path("ganda/<uuid:pair_id>/putuskan/", views.decide, name="duplicate-decide"),
    path("ganda/<uuid:pair_id>/minta/", views.ask, name="duplicate-ask"),
    path("ganda/<uuid:pair_id>/jawab/", views.answer, name="duplicate-answer"),
    path("ganda/batal/<uuid:decision_id>/", views.undo, name="duplicate-undo"),
    path("registri/<uuid:person_id>/satukan/", views.join, name="person-join"),
    path("registri/<uuid:person_id>/mengapa-satu/", views.why, name="person-why"),
]
