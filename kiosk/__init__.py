"""What a citizen and a technician see and do at the kiosk."""

__version__ = "0.1.0"
