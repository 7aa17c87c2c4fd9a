"""Features as JSON: what a light or a cover looks like in MQTT, and what a command to it says. Pure."""
