from django.apps import AppConfig


class CampaignsConfig(AppConfig):
    name = "bubuhan.campaigns"
    label = "campaigns"
