from django.urls import URLPattern, URLResolver, path

from bubuhan.imports import views

urlpatterns: list[URLPattern | URLResolver] = [
    path("impor/", views.start, name="import-start"),
    path("impor/cari/", views.search, name="import-search"),
    path("impor/<uuid:batch_id>/", views.batch, name="import-batch"),
    path("impor/<uuid:batch_id>/kolom/", views.columns, name="import-columns"),
    path("impor/<uuid:batch_id>/kemajuan/", views.progress, name="import-progress"),
    path("impor/<uuid:batch_id>/simpan/", views.commit, name="import-commit"),
    path("impor/<uuid:batch_id>/batal/", views.undo, name="import-undo"),
    path("impor/<uuid:batch_id>/unduh/", views.copy, name="import-copy"),
    path("impor/<uuid:batch_id>/saran/", views.suggestions, name="import-suggestions"),
    path("impor/<uuid:batch_id>/baris/<int:row_id>/", views.row, name="import-row"),
]
