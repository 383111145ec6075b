from django.apps import AppConfig


class ReportsConfig(AppConfig):
    name = "bubuhan.reports"
    label = "reports"
