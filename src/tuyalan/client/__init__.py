"""Devices for their users: discovery, connections that keep themselves, state, writes, updates."""
