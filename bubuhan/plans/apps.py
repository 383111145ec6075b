from django.apps import AppConfig


class PlansConfig(AppConfig):
    name = "bubuhan.plans"
    label = "plans"
