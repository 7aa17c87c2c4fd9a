"""Features to operate: what a device is there for, as objects with methods that write and a state that is typed."""
