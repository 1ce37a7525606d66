"""Matching of guest profiles in plain Python: normal forms, keys, levels, score, guard, reasons; no Django."""
