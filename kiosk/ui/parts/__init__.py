"""The handful of parts that screens are made of. Each tells its height for a width (``heightForWidth``) and lays out
itself."""
