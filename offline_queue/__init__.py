"""The journal of the kiosk and its way to the district: one append-only log that is also the outbox."""
