from django.urls import URLPattern, URLResolver, path

from bubuhan.letters import views

urlpatterns: list[URLPattern | URLResolver] = [
    path("surat/keluar/", views.letters, name="letters"),
    path("surat/keluar/baru/", views.letter_new, name="letter-new"),
    path("surat/keluar/<uuid:letter_id>/", views.letter, name="letter"),
    path("surat/keluar/<uuid:letter_id>/surat.pdf", views.letter_pdf, name="letter-pdf"),
    path("surat/keluar/<uuid:letter_id>/tarik/", views.letter_withdraw, name="letter-withdraw"),
    path("surat/<str:letter_token>/", views.check, name="letter-check"),
    path("pengaturan/surat/", views.settings, name="letter-settings"),
    path("pengaturan/surat/kantor/", views.office, name="letter-office"),
    path("pengaturan/surat/<slug:letter_template>/", views.text, name="letter-text"),
    path(
        "pengaturan/surat/<slug:letter_template>/baku/", views.text_reset, name="letter-text-reset"
    ),
]
