from django.apps import AppConfig


class TracksConfig(AppConfig):
    name = "bubuhan.tracks"
    label = "tracks"
