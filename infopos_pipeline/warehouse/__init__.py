"""The slices at rest, in DuckDB: the rows of one table and wave, replaced in one transaction, by column name.

Belongs here: DDL derived from the study, transactions, locks, reading slices back. Not here: what any row means. The
only room that imports duckdb. Identified data never get this far.
"""

from infopos_pipeline.warehouse.database_file import WarehouseError, set_aside, told_plainly
from infopos_pipeline.warehouse.store import Warehouse

__all__ = ["Warehouse", "WarehouseError", "set_aside", "told_plainly"]
