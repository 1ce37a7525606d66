"""Photos of documents stay in memory while they arrive: Django would spool large files to the disk, in clear."""

from typing import Any

from django.core.files.uploadhandler import MemoryFileUploadHandler, SkipFile

from binzhi.guests.ocr import LARGEST_BYTES

PATH = "/guests/scan/"
MARGIN = 64 * 1024  # the other fields of the form
MOST = 2 * LARGEST_BYTES + MARGIN


class ScanUpload(MemoryFileUploadHandler):
    """For the scan pages only: everything in memory, and nothing at all of a request that is too large."""

    too_large = False

    def handle_raw_input(
        self, input_data: Any, meta: Any, content_length: int, boundary: Any, encoding: Any = None
    ) -> None:
        """Decide by the address and the announced size."""
        here = self.request is not None and self.request.path.startswith(PATH)
        self.activated = here
        self.too_large = here and content_length > MOST

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """Keep the file in memory, or pass over it."""
        if self.too_large:
            raise SkipFile
        super().new_file(*args, **kwargs)
