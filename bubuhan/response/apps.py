from django.apps import AppConfig


class ResponseConfig(AppConfig):
    name = "bubuhan.response"
    label = "response"
