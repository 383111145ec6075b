from django.urls import URLPattern, URLResolver, path

from bubuhan.response import views, views_intake

urlpatterns: list[URLPattern | URLResolver] = [
    path("siaga/", views.board, name="wall"),
    path("siaga/isi/", views.live, name="wall-live"),
    path("siaga/tenggat/", views.overdue, name="overdue"),
    path("kasus/<uuid:case_id>/tenggat/", views.of_case, name="case-clocks"),
    path("kasus/<uuid:case_id>/saya-tangani/", views.hold, name="case-hold"),
    path("pengaturan/tangga/", views.ladder, name="ladder"),
    path("pengaturan/tangga/simpan/", views.save_ladder, name="ladder-save"),
    path("laporan/dikenal/", views_intake.known, name="intake-known"),
    path("laporan/<uuid:report_id>/tercatat/", views_intake.result, name="intake-result"),
]
