"""Data the room starts with: preparation rules a hotel may edit."""
