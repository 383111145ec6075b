from django.urls import URLPattern, URLResolver, path

from bubuhan.sync import uploads, views

urlpatterns: list[URLPattern | URLResolver] = [
    path("sync/v1/enrol", views.enrol, name="sync-enrol"),
    path("sync/v1/push", views.push, name="sync-push"),
    path("sync/v1/pull", views.pull, name="sync-pull"),
    path("files/<str:sha256>", uploads.file, name="file"),
]
