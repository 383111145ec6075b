from django.urls import URLPattern, URLResolver, path

from bubuhan.reports import views

urlpatterns: list[URLPattern | URLResolver] = [
    path("laporan/", views.listing, name="reports"),
    path("laporan/baru/", views.write_down, name="report-intake"),
    path("laporan/<uuid:report_id>/", views.report, name="report"),
    path("laporan/<uuid:report_id>/berkas/<str:sha256>", views.file, name="report-file"),
]
