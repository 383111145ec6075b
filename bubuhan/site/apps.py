import warnings

from django.apps import AppConfig


class SiteConfig(AppConfig):
    """The porch: knows every room, wires them together when Django is ready."""

    name = "bubuhan.site"
    label = "porch"

    def ready(self) -> None:
        _say_what_to_do()
        from bubuhan.site import wiring

        wiring.connect()
        _published_model()


def _say_what_to_do() -> None:
    """An empty field is told in our words; before any form is made, for a form copies them."""
    from django.forms import Field

    Field.default_error_messages["required"] = "Belum diisi. Isi dulu bagian ini."


def _published_model() -> None:
    """The online lane of linkage uses the model this instance published, when there is one."""
    from django.conf import settings

    from bubuhan.linkage.scorer import choose_file

    if problem := choose_file(settings.DATA_DIR / "linkage" / "published.json"):
        warnings.warn(problem, stacklevel=2)
