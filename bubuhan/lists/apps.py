from django.apps import AppConfig


class ListsConfig(AppConfig):
    name = "bubuhan.lists"
    label = "lists"
