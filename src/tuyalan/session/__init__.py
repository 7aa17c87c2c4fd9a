"""Conversations with devices as pure state: client, device and observer roles. Time and randomness are arguments."""
