from django.apps import AppConfig


class DirectoryConfig(AppConfig):
    name = "bubuhan.directory"
    label = "directory"
