"""Files larger than the browser may send are dropped while they arrive, not after they filled the disk."""

from typing import Any

from django.core.files.uploadhandler import FileUploadHandler, SkipFile

LIMIT = 200 * 1024 * 1024
MARGIN = 64 * 1024  # the other fields of the form


def is_too_large(content_length: object) -> bool:
    """Tell whether a request carries more than a file of the limit."""
    text = str(content_length or "")
    return text.isdecimal() and int(text) > LIMIT + MARGIN


class LimitedUpload(FileUploadHandler):
    """Skips the files of a request that is too large; the form then says so. Stores nothing itself."""

    too_large = False

    def handle_raw_input(self, *given: Any, **named: Any) -> None:
        """Look at the announced size before anything is read."""
        self.too_large = is_too_large(self.request.META.get("CONTENT_LENGTH") if self.request else 0)

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """Refuse to store a file of a request that is too large."""
        super().new_file(*args, **kwargs)
        if self.too_large:
            raise SkipFile

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        """Hand the bytes on to the handlers that store them."""
        return raw_data

    def file_complete(self, file_size: int) -> None:
        """Leave the file to the handlers that store it."""
