"""Data the room starts with: features of rooms."""
