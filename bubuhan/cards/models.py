"""Member numbers and cards that anyone can verify."""
