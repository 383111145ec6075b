from django.urls import URLPattern, URLResolver, path

from bubuhan.volunteers import views

urlpatterns: list[URLPattern | URLResolver] = [
    path("registri/", views.people, name="registry"),
    path("registri/unduh/", views.export, name="registry-export"),
    path("registri/tambah/", views.add, name="person-add"),
    path("registri/<uuid:person_id>/", views.person, name="person-page"),
    path("registri/<uuid:person_id>/kontak/", views.contact, name="person-contact"),
    path("registri/<uuid:person_id>/keanggotaan/", views.add_hat, name="hat-add"),
    path(
        "registri/<uuid:person_id>/keanggotaan/<uuid:membership_id>/akhiri/",
        views.end_hat,
        name="hat-end",
    ),
]
