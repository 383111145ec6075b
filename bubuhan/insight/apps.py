from django.apps import AppConfig


class InsightConfig(AppConfig):
    name = "bubuhan.insight"
    label = "insight"
