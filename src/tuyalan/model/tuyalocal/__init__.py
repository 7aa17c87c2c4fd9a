"""The device files of tuya-local: parsed trees to profiles, profiles to values and writes, devices to profiles. No I/O."""
