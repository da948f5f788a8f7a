"""The receiving end: registries and the ledger of what the kiosks issued."""
