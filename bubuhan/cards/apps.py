from django.apps import AppConfig


class CardsConfig(AppConfig):
    name = "bubuhan.cards"
    label = "cards"
