from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "bubuhan.people"
    label = "people"
