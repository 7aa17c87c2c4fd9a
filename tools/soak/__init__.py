"""The whole chain for a long time: everything fails now and then, from devices to disk and clock, and a ledger is kept.

    python -m tools.soak --devices 20 --seconds 300 --seed 1

The hub is the program itself in a process of its own, Mosquitto another where it is installed. A controller sends commands
by MQTT all the time. Each of them has to come true, be overtaken by a later one, or be answered with an error; those around
an end of hub or broker are excused only if the controller was told of it. Every half minute everything becomes well, and
within five seconds after a device is back, what the broker has stored of it must be what the device is. The memory of a hub
must stay flat, and the one that is ended at last must have stored what its devices are.
"""
