"""Pages of this room: `pages` are read, `decisions` are posted, `settings` are the office's rules."""
