from django.urls import URLPattern, URLResolver, path

from bubuhan.directory import views

urlpatterns: list[URLPattern | URLResolver] = [
    path("mitra/", views.partners, name="partners"),
    path("mitra/lembar.xlsx", views.partners_sheet, name="partners-sheet"),
    path("mitra/cetak.pdf", views.partners_paper, name="partners-paper"),
    path("mitra/baru/", views.partner_new, name="partner-new"),
    path("mitra/<uuid:partner_id>/", views.partner, name="partner"),
    path("mitra/<uuid:partner_id>/ubah/", views.partner_edit, name="partner-edit"),
    path("mitra/<uuid:partner_id>/aktif/", views.partner_active, name="partner-active"),
    path("mitra/<uuid:partner_id>/gabung/", views.partner_merge, name="partner-merge"),
    path("mitra/<uuid:partner_id>/batal-gabung/", views.partner_unmerge, name="partner-unmerge"),
    path("mitra/<uuid:partner_id>/layanan/", views.service_save, name="partner-service"),
    path("mitra/layanan/<uuid:service_id>/angka/", views.capacity_save, name="service-capacity"),
    path("mitra/layanan/<uuid:service_id>/syarat/", views.condition_save, name="service-condition"),
    path(
        "mitra/layanan/<uuid:service_id>/syarat/hapus/", views.condition_end, name="condition-end"
    ),
]
