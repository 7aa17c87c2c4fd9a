"""Bytes to messages and back: frames, check sums, ciphers, the table of versions, JSON bodies. Pure."""
