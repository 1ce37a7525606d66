"""The demo hotel: two invented hotels with invented guests. Nobody here exists; numbers come from reserved ranges."""
