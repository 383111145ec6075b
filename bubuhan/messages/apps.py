from django.apps import AppConfig


class MessagesConfig(AppConfig):
    name = "bubuhan.messages"
    label = "bubuhan_messages"
