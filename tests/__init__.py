"""The tests of Tuyalan."""
