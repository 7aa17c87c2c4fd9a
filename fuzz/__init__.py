"""Hostile input for everything that reads the wire: recorded bytes, mutated, in an order that a seed repeats."""
