import warnings

from django.apps import AppConfig


class SiteConfig(AppConfig):
    """The porch: knows every room, wires them together when Django is ready."""

    name = "bubuhan.site"
    label = "porch"

    def ready(self) -> None:
        from bubuhan.site import wiring

        wiring.connect()
        _published_model()


def _published_model() -> None:
    """The online lane of linkage uses the model this instance published, when there is one."""
    from django.conf import settings

    from bubuhan.linkage.scorer import choose_file

    if problem := choose_file(settings.DATA_DIR / "linkage" / "published.json"):
        warnings.warn(problem, stacklevel=2)
