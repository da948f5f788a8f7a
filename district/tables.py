"""Where the district's tables are listed."""

from sqlalchemy import MetaData

meta = MetaData()
