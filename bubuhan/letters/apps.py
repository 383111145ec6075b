from django.apps import AppConfig


class LettersConfig(AppConfig):
    name = "bubuhan.letters"
    label = "letters"
