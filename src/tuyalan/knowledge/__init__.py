"""Opens what the model reads: the catalogue, overrides, imported schemas, a directory of tuya-local, caches."""
