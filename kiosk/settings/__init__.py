"""kiosk.toml: everything one kiosk may differ in, read once at the start into frozen values."""
