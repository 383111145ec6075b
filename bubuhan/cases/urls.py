from django.urls import URLPattern, URLResolver, path

from bubuhan.cases.views import decisions, pages, settings

urlpatterns: list[URLPattern | URLResolver] = [
    path("antrean/", pages.queue, name="queue"),
    path("antrean/baru/", pages.news, name="queue-news"),
    path("kasus/", pages.listing, name="cases"),
    path("kasus/unduh/", pages.export, name="case-export"),
    path("kasus/tugaskan/", decisions.bulk, name="case-bulk"),
    path("kasus/<uuid:case_id>/", pages.case, name="case"),
    path("kasus/<uuid:case_id>/isian/<slug:dialog>/", pages.dialog, name="case-dialog"),
    path("kasus/<uuid:case_id>/berkas/<str:sha256>", pages.file, name="case-file"),
    path("kasus/<uuid:case_id>/tugaskan/", decisions.assign, name="case-assign"),
    path("kasus/<uuid:case_id>/tarik/", decisions.withdraw, name="case-withdraw"),
    path("kasus/<uuid:case_id>/terima/", decisions.accept, name="case-accept"),
    path("kasus/<uuid:case_id>/tolak-tugas/", decisions.decline, name="case-decline"),
    path("kasus/<uuid:case_id>/kunjungan/", decisions.visit, name="case-visit"),
    path("kasus/<uuid:case_id>/catatan/", decisions.note, name="case-note"),
    path("kasus/<uuid:case_id>/selesai/", decisions.resolve, name="case-resolve"),
    path("kasus/<uuid:case_id>/tutup/", decisions.close, name="case-close"),
    path("kasus/<uuid:case_id>/kembalikan/", decisions.send_back, name="case-send-back"),
    path("kasus/<uuid:case_id>/buka-lagi/", decisions.reopen, name="case-reopen"),
    path("kasus/<uuid:case_id>/tolak/", decisions.reject, name="case-reject"),
    path("kasus/<uuid:case_id>/ambil/", decisions.take, name="case-take"),
    path("kasus/<uuid:case_id>/lepas/", decisions.release, name="case-release"),
    path("kasus/<uuid:case_id>/ubah/", decisions.update, name="case-update"),
    path("konflik/", pages.conflicts, name="conflicts"),
    path("konflik/<uuid:conflict_id>/", decisions.settle, name="conflict-settle"),
    path("pengaturan/", settings.home, name="settings"),
    path("pengaturan/sla/", settings.sla, name="sla"),
    path("pengaturan/sla/simpan/", settings.save_sla, name="sla-save"),
]
