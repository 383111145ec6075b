from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "bubuhan.accounts"
    label = "accounts"
