from django.apps import AppConfig


class AidConfig(AppConfig):
    name = "bubuhan.aid"
    label = "aid"
