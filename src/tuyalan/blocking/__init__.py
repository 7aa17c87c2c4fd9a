"""The parts of devices for programs that do not use asyncio; `tuyalan.sync` has the devices themselves."""
