from django.apps import AppConfig


class SyncConfig(AppConfig):
    name = "bubuhan.sync"
    label = "sync"
