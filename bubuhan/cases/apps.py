from django.apps import AppConfig


class CasesConfig(AppConfig):
    name = "bubuhan.cases"
    label = "cases"
