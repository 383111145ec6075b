from django.urls import URLPattern, URLResolver, path

from bubuhan.campaigns import views, views_desk

_ONE = "konfirmasi-tahunan/<uuid:campaign_id>/"

urlpatterns: list[URLPattern | URLResolver] = [
    path("konfirmasi-tahunan/", views.home, name="campaigns"),
    path("konfirmasi-tahunan/mulai/", views.start, name="campaign-start"),
    path(
        "konfirmasi-tahunan/usulan/<uuid:confirmation_id>/",
        views.settle_end,
        name="campaign-end-settle",
    ),
    path(_ONE, views.campaign, name="campaign"),
    path(_ONE + "kemajuan/", views.progress, name="campaign-progress"),
    path(_ONE + "orang/", views.people, name="campaign-people"),
    path(_ONE + "ingatkan/", views.remind, name="campaign-remind"),
    path(_ONE + "perpanjang/", views.extend, name="campaign-extend"),
    path(_ONE + "tutup/", views.close, name="campaign-close"),
    path(_ONE + "buka-lagi/", views.reopen, name="campaign-reopen"),
    path(_ONE + "usulan/", views.ends, name="campaign-ends"),
    path(_ONE + "desa/", views_desk.village, name="campaign-village"),
    path(_ONE + "daftar/", views_desk.paper_list, name="campaign-paper"),
    path(_ONE + "isian/", views_desk.entry, name="campaign-entry"),
    path(_ONE + "isian/nama/", views_desk.entry_name, name="campaign-code"),
    path("konfirmasi/<str:link>/", views_desk.by_link, name="confirmation-link"),
]
