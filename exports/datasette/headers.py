"""What every answer tells the browser: load nothing from elsewhere, send nothing elsewhere."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

_EVERYWHERE = "default-src 'none'; img-src 'self' data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

PAGES = f"{_EVERYWHERE}; style-src 'self'"
"""Policy of our pages: no script at all, one style sheet."""

DATASETTE = (
    f"{_EVERYWHERE}; style-src 'self' 'unsafe-inline'; script-src 'self' 'unsafe-inline'; connect-src 'self'; "
    "font-src 'self'"
)
"""Policy of Datasette's own pages, which have scripts and styles inline."""

_CSP = b"content-security-policy"
_OTHERS = [
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"permissions-policy", b"camera=(), geolocation=(), microphone=(), interest-cohort=()"),
]

Application = Callable[[Any, Any, Any], Awaitable[None]]


def with_headers(app: Application) -> Application:
    """``app`` with these headers on every answer; a policy that a page has set stays."""

    async def wrapped(scope: Any, receive: Any, send: Any) -> None:
        async def sending(message: Any) -> None:
            if message["type"] == "http.response.start":
                headers = [(bytes(name), bytes(value)) for name, value in message.get("headers", [])]
                if not any(name.lower() == _CSP for name, _ in headers):
                    headers.append((_CSP, DATASETTE.encode()))
                message = {**message, "headers": [*headers, *_OTHERS]}
            await send(message)

        await app(scope, receive, sending if scope["type"] == "http" else send)

    return wrapped
