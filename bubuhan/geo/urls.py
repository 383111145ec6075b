"""No pages of its own: the switcher and the picker live in the porch (`site/places.py`)."""

from django.urls import URLPattern, URLResolver

urlpatterns: list[URLPattern | URLResolver] = []
