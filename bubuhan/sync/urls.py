from django.urls import URLPattern, URLResolver, path

from bubuhan.sync import parcel_desk, uploads, views

urlpatterns: list[URLPattern | URLResolver] = [
    path("sync/v1/enrol", views.enrol, name="sync-enrol"),
    path("sync/v1/push", views.push, name="sync-push"),
    path("sync/v1/pull", views.pull, name="sync-pull"),
    path("sync/v1/pin", views.new_pin, name="sync-pin"),
    path("sync/v1/parcel", views.parcel, name="sync-parcel"),
    path("sync/v1/person", views.person, name="sync-person"),
    path("perangkat/berkas/", parcel_desk.by_file, name="phone-file"),
    path("files/<str:sha256>", uploads.file, name="file"),
]
