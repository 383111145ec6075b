"""Counts one can sign: snapshots, control totals, coverage."""
