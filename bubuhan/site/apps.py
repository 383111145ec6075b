from django.apps import AppConfig


class SiteConfig(AppConfig):
    """The porch: knows every room, wires them together when Django is ready."""

    name = "bubuhan.site"
    label = "porch"

    def ready(self) -> None:
        from bubuhan.site import wiring

        wiring.connect()
