"""Data the room starts with: departments and roles."""
