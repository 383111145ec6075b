"""Record linkage: is it the same person? Pure Python, no Django, no database."""
