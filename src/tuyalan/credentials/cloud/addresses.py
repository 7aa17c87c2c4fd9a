"""Which addresses secrets may be sent to, and through which proxy."""

from __future__ import annotations

import ipaddress
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

from tuyalan.errors import UseError


def check_url(url: str) -> None:
    """Refuse addresses that secrets must not be sent to.

    Raises:
        UseError: it is neither https nor on this machine.
    """
    parts = urlsplit(url)
    host = parts.hostname or ""
    if not host or (parts.scheme != "https" and not (parts.scheme == "http" and is_loopback(host))):
        raise UseError(
            f"{parts.scheme or 'no scheme'}://{host[:80]} is not encrypted; keys are fetched over https only",
            hint="Give an address that begins with https://.",
        )


def is_loopback(host: str) -> bool:
    """Tell whether a host is this machine, by its address; names are not looked up."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def find_proxy(url: str) -> str | None:
    """Return the proxy that the environment names for an address."""
    host = urlsplit(url).hostname or ""
    if is_loopback(host) or proxy_bypass(host):
        return None
    return getproxies().get("https")
