"""Refusing files in forms of people who have not signed in, before they fill the disk.

Django parses a form as soon as the CSRF check asks for its token, which is before any view is reached.
"""

from typing import IO, Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadhandler import FileUploadHandler
from django.http import HttpRequest


class FormGuard(FileUploadHandler):
    """Comes first in FILE_UPLOAD_HANDLERS; lets the others do the work."""

    request: HttpRequest

    def handle_raw_input(
        self,
        input_data: IO[bytes],
        META: dict[str, str],
        content_length: int,
        boundary: str,
        encoding: str | None = None,
    ) -> None:
        if not self._may_send():
            raise RequestDataTooBig("Files are taken from people who have signed in.")
        if content_length > settings.MAX_UPLOAD_BYTES:
            raise RequestDataTooBig("The file is larger than LANTERN_MAX_UPLOAD_BYTES.")

    def _may_send(self) -> bool:
        user = getattr(self.request, "user", None)
        return user is not None and user.is_authenticated

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        return raw_data

    def file_complete(self, file_size: int) -> Any:
        return None
