from django.apps import AppConfig


class CountsConfig(AppConfig):
    name = "bubuhan.counts"
    label = "counts"
