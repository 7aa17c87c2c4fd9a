"""Packed forms, one module for each sort of value; `registry` says which form a data point has."""
