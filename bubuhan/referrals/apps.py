from django.apps import AppConfig


class ReferralsConfig(AppConfig):
    name = "bubuhan.referrals"
    label = "referrals"
