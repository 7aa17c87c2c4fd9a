"""Measurements of Tuyalan; `make bench` runs them."""
