from django.apps import AppConfig


class JournalConfig(AppConfig):
    name = "bubuhan.journal"
    label = "journal"
