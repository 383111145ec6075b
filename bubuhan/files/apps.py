from django.apps import AppConfig


class FilesConfig(AppConfig):
    name = "bubuhan.files"
    label = "files"
