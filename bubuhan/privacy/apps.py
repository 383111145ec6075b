from django.apps import AppConfig


class PrivacyConfig(AppConfig):
    name = "bubuhan.privacy"
    label = "privacy"
