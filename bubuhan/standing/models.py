"""How a membership stands: criteria with evidence, double roles, the validity grade."""
