from django.urls import URLPattern, URLResolver, path

from bubuhan.insight import views

urlpatterns: list[URLPattern | URLResolver] = [
    path("angka/", views.board, name="board"),
]
