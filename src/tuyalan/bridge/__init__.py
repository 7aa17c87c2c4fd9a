"""What the hub says and hears by MQTT: topics and payloads are pure functions, one module speaks to the broker."""
