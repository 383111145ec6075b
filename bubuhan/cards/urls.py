from django.urls import URLPattern, URLResolver, path

from bubuhan.cards.views import checking, desk

urlpatterns: list[URLPattern | URLResolver] = [
    path("kartu/", desk.cards, name="cards"),
    path("kartu/terbit/", desk.issue_many, name="card-issue-many"),
    path("kartu/cetak/", desk.print_many, name="card-print"),
    path("kartu/pola/", desk.scheme, name="card-scheme"),
    path("kartu/terbit/<uuid:membership_id>/", desk.issue_one, name="card-issue"),
    path("kartu/<uuid:card_id>/", desk.card, name="card-page"),
    path("kartu/<uuid:card_id>/kartu.pdf", desk.card_pdf, name="card-pdf"),
    path("kartu/<uuid:card_id>/cabut/", desk.revoke, name="card-revoke"),
    path("registri/<uuid:person_id>/kartu/", desk.person_cards, name="person-cards"),
    path("cek/", checking.page, name="card-check"),
    path("cek/sw.js", checking.worker, name="card-worker"),
    path("cek/kunci/", checking.keys, name="card-keys"),
    path("cek/kunci.json", checking.keys_file, name="card-keys-file"),
    path("cek/<slug:card_token>/", checking.check, name="card-state"),
]
