"""Scrapy's decompression of answers, without guessing in which character set the compressed bytes are written.

Scrapy takes an answer for text by the ending of its URL (``.json``, ``.html``) while it is still compressed, and asks
for its encoding as it copies it. Where the server names none it is guessed from bytes that are no text, which takes
longer than everything else that is done with the answer.
"""

from __future__ import annotations

from scrapy import Request, Spider
from scrapy.downloadermiddlewares.httpcompression import HttpCompressionMiddleware
from scrapy.http import Response, TextResponse


class DecompressionMiddleware(HttpCompressionMiddleware):
    """As Scrapy's; what it makes of an answer is the same."""

    def process_response(
        self, request: Request, response: Response, spider: Spider | None = None
    ) -> Request | Response:
        """``response`` with its body unpacked. Raises ``IgnoreRequest`` for one that is too large."""
        if isinstance(response, TextResponse) and response.headers.getlist(b"Content-Encoding"):
            response = _as_bytes(response)
        return super().process_response(request, response)


def _as_bytes(response: TextResponse) -> Response:
    return Response(
        response.url,
        status=response.status,
        headers=response.headers,
        body=response.body,
        flags=response.flags,
        request=response.request,
        certificate=response.certificate,
        ip_address=response.ip_address,
        protocol=response.protocol,
    )
