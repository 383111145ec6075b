from django.apps import AppConfig


class StandingConfig(AppConfig):
    name = "bubuhan.standing"
    label = "standing"
