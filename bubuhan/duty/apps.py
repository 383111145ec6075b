from django.apps import AppConfig


class DutyConfig(AppConfig):
    name = "bubuhan.duty"
    label = "duty"
