"""Bubuhan: the working system of Indonesia's community social workers."""

__version__ = "0.1.0"
