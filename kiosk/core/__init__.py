"""The pure core: values in, values out. No Qt, no clock, no files, no threads (see docs/architecture.md)."""
