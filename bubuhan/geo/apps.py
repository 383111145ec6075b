from django.apps import AppConfig


class GeoConfig(AppConfig):
    name = "bubuhan.geo"
    label = "geo"
