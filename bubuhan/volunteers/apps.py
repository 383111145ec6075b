from django.apps import AppConfig


class VolunteersConfig(AppConfig):
    name = "bubuhan.volunteers"
    label = "volunteers"
