"""Data a hotel may edit: preference items, cues, alerts."""
