from django.urls import URLPattern, URLResolver, path

from bubuhan.privacy import views

urlpatterns: list[URLPattern | URLResolver] = [
    path("pdp/", views.desk, name="pdp"),
    path("pdp/baru/", views.new_request, name="data-request-new"),
    path("pdp/pemrosesan/", views.processing, name="processing"),
    path("pdp/pemrosesan/<slug:processing_code>/", views.edit_processing, name="processing-edit"),
    path("pdp/retensi/", views.retained, name="retention"),
    path("pdp/retensi/<slug:retention_kind>/", views.retention_class, name="retention-class"),
    path("pdp/retensi/<slug:retention_kind>/jalankan/", views.run, name="retention-run"),
    path(
        "pdp/retensi/<slug:retention_kind>/kemajuan/", views.run_progress, name="retention-progress"
    ),
    path("pdp/batas/<slug:term_kind>/", views.set_term, name="privacy-term"),
    path("pdp/pelanggaran/", views.breaches, name="breaches"),
    path("pdp/pelanggaran/baru/", views.new_breach, name="breach-new"),
    path("pdp/pelanggaran/<uuid:breach_id>/", views.breach, name="breach"),
    path("pdp/pelanggaran/<uuid:breach_id>/langkah/", views.breach_step, name="breach-step"),
    path(
        "pdp/pelanggaran/<uuid:breach_id>/surat/<slug:notice_whom>.pdf",
        views.breach_letter,
        name="breach-letter",
    ),
    path("pdp/permohonan/<uuid:data_request_id>/", views.one_request, name="data-request"),
    path("pdp/permohonan/<uuid:data_request_id>/langkah/", views.step, name="data-request-step"),
    path(
        "pdp/permohonan/<uuid:data_request_id>/orang/", views.set_person, name="data-request-person"
    ),
    path("pdp/permohonan/<uuid:data_request_id>/salinan/", views.copy, name="data-request-copy"),
]
