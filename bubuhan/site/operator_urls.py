from django.urls import URLPattern, URLResolver, path

from bubuhan.site import operator_views
from bubuhan.sync import desk

urlpatterns: list[URLPattern | URLResolver] = [
    path("reaksi/", operator_views.reactions, name="reactions"),
    path("reaksi/<int:run_id>/coba/", operator_views.retry, name="reaction-retry"),
    path("ditolak/", desk.refused, name="refused"),
    path("ditolak/<int:receipt_id>/coba/", desk.retry, name="refused-retry"),
    path("ditolak/<int:receipt_id>/selesai/", desk.dismiss, name="refused-dismiss"),
]
