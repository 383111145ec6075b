from django.urls import URLPattern, URLResolver, path

from bubuhan.volunteers import views, views_import

urlpatterns: list[URLPattern | URLResolver] = [
    path("registri/", views.people, name="registry"),
    path("registri/unduh/", views.export, name="registry-export"),
    path("registri/tambah/", views.add, name="person-add"),
    path("registri/<uuid:person_id>/", views.person, name="person-page"),
    path("registri/<uuid:person_id>/kontak/", views.contact, name="person-contact"),
    path("registri/<uuid:person_id>/keanggotaan/", views.add_hat, name="hat-add"),
    path(
        "registri/<uuid:person_id>/keanggotaan/<uuid:membership_id>/akhiri/",
        views.end_hat,
        name="hat-end",
    ),
    path("impor/", views_import.start, name="import-start"),
    path("impor/<uuid:batch_id>/", views_import.batch, name="import-batch"),
    path("impor/<uuid:batch_id>/kolom/", views_import.columns, name="import-columns"),
    path("impor/<uuid:batch_id>/kemajuan/", views_import.progress, name="import-progress"),
    path("impor/<uuid:batch_id>/simpan/", views_import.commit, name="import-commit"),
    path("impor/<uuid:batch_id>/batal/", views_import.undo, name="import-undo"),
    path("impor/<uuid:batch_id>/unduh/", views_import.copy, name="import-copy"),
    path("impor/<uuid:batch_id>/baris/<int:row_id>/", views_import.row, name="import-row"),
]
