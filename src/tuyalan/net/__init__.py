"""Sockets, interfaces and tasks: the only place that touches the network or starts a task."""
