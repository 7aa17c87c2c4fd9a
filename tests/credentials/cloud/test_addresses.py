"""Where secrets may go."""

from __future__ import annotations

import pytest

from tuyalan.credentials.cloud.addresses import check_url, find_proxy, is_loopback
from tuyalan.errors import UseError


def test_secrets_go_over_encrypted_connections_only() -> None:
    for url in ("http://openapi.tuyaeu.com/", "ftp://127.0.0.1/", "openapi.tuyaeu.com", "http:///", ""):
        with pytest.raises(UseError, match="not encrypted"):
            check_url(url)
    for url in ("https://openapi.tuyaeu.com/", "http://127.0.0.1:8080", "http://[::1]:8080", "http://localhost/"):
        check_url(url)


def test_names_are_not_taken_for_this_machine() -> None:
    assert is_loopback("127.0.0.9")
    assert not is_loopback("127.0.0.1.example.org")
    assert not is_loopback("192.0.2.1")


def test_the_proxy_of_the_environment_is_used_for_others_only(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("https_proxy", "http://proxy.example.org:3128")
    monkeypatch.setenv("no_proxy", "direct.example.org")
    assert find_proxy("https://openapi.tuyaeu.com/") == "http://proxy.example.org:3128"
    assert find_proxy("https://direct.example.org/") is None
    assert find_proxy("http://127.0.0.1/") is None
