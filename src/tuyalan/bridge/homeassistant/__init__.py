"""What Home Assistant is told of devices, so that it shows them by itself: MQTT discovery by device. Pure.

The form is one that Home Assistant 2025.4 and 2026.11 both accept; what is newer is used where a release is named that knows it.
"""
