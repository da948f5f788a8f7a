"""Device drivers: each speaks its true wire protocol and tells the clerk facts (see :mod:`drivers.api`)."""
