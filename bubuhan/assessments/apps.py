from django.apps import AppConfig


class AssessmentsConfig(AppConfig):
    name = "bubuhan.assessments"
    label = "assessments"
