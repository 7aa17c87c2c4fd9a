"""Local control of Tuya devices."""
