"""Every door of the house. Each view says whom it is for (`@needs`, `@public`) or is refused."""

from django.urls import include, path

from bubuhan.site import health, places, views

urlpatterns = [
    path("", include("bubuhan.sync.urls")),  # first: the busiest door
    path("", views.home, name="home"),
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("app/", views.phone, {"path": ""}, name="phone"),
    path("app/<path:path>", views.phone, name="phone-file"),
    path("demo/", views.demo, name="demo"),
    path("cari/", views.search, name="search"),
    path("wilayah/pilih/", places.switcher, name="area-switcher"),
    path("wilayah/cari/", places.suggest, name="area-suggest"),
    path("operator/", include("bubuhan.site.operator_urls")),
    path("", include("bubuhan.accounts.urls")),
    path("", include("bubuhan.people.urls")),
    path("", include("bubuhan.volunteers.urls")),
    path("", include("bubuhan.standing.urls")),
    path("", include("bubuhan.imports.urls")),
    path("", include("bubuhan.counts.urls")),
    path("", include("bubuhan.campaigns.urls")),
    path("", include("bubuhan.cards.urls")),
    path("", include("bubuhan.reports.urls")),
    path("", include("bubuhan.cases.urls")),
    path("", include("bubuhan.directory.urls")),
    path("", include("bubuhan.letters.urls")),
    path("", include("bubuhan.duty.urls")),
    path("", include("bubuhan.assessments.urls")),
    path("", include("bubuhan.plans.urls")),
    path("", include("bubuhan.referrals.urls")),
    path("", include("bubuhan.aid.urls")),
    path("", include("bubuhan.response.urls")),
    path("", include("bubuhan.tracks.urls")),
    path("", include("bubuhan.insight.urls")),
    path("", include("bubuhan.messages.urls")),
    path("", include("bubuhan.privacy.urls")),
]
handler404 = "bubuhan.site.views.not_found"
handler500 = "bubuhan.site.views.broken"
