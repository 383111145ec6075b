from django.apps import AppConfig


class ImportsConfig(AppConfig):
    name = "bubuhan.imports"
    label = "imports"
