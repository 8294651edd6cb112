"""What a system hands out to be asked with: reading it, so that its services accept what an anonymous visitor sends."""

from __future__ import annotations

import base64
import json
from typing import Any
from urllib.parse import urlsplit

from scrapy.http import Response


def token_claims(token: str) -> dict[str, Any]:
    """The claims in a JSON Web Token (RFC 7519), unverified; empty when it is none."""
    part = token.split(".")[1] if token.count(".") == 2 else ""
    try:
        claims = json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))
    except ValueError:
        return {}
    return claims if isinstance(claims, dict) else {}


def visit_cookies(response: Response) -> str:
    """The cookies that ``response`` sets, as the header for further requests of the same visit; empty without any."""
    lines = [line.decode("latin-1") for line in response.headers.getlist("Set-Cookie")]
    return "; ".join(pair for line in lines if (pair := line.partition(";")[0].strip()))


def service_at(address: str, domain: str) -> str:
    """``address`` of a service, without a slash at its end, when it is one of ``domain``'s own.

    Raises ``ValueError`` otherwise: what a page hands out is not to be carried elsewhere on the page's word.
    """
    parts = urlsplit(address)
    if parts.scheme != "https" or not f".{parts.hostname}".endswith(f".{domain}"):
        raise ValueError(f"the page names a service elsewhere ({address})")
    return address.rstrip("/")
