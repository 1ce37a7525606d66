"""The whole file at once: Splink on DuckDB or Spark, second stage, guarded clusters. Needs the extra identity.

Modules here import DuckDB, Arrow and the rest when they are imported themselves; import them where a run begins, not at start.
"""
