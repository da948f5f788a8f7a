"""The other end of every wire: a cabinet of simulated devices, run as a process of its own (``python -m
drivers.simulators``).

Nothing imports this package but itself; the kiosk meets it only over its ports, files and control socket.
"""
