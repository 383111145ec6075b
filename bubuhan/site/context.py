"""What every page knows."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from bubuhan.accounts.policy import can
from bubuhan.kernel import clock


def page(request: HttpRequest) -> dict[str, Any]:
    """The actor, what he may do (`may.case_dispatch` style is a tag: `{% may "case.dispatch" %}`)."""
    actor = getattr(request, "actor", None)
    return {
        "actor": actor,
        "demo": settings.BUBUHAN_DEMO,
        "now": clock.now(),
        "may_office": bool(actor and can(actor, "page.office")),
    }
