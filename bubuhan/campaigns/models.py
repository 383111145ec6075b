"""The yearly re-confirmation of the registry."""
