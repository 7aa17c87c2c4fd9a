"""A directory of tuya-local's device files, compiled once and looked up from then on."""
