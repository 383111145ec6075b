"""Pages of the registry, one module a page family."""
