"""The guest search: question -> exact tokens (``plan``) -> ranks from the token table (``engines``) -> guests (``find``)."""
