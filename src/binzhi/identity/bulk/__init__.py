"""The whole file at once: Splink on DuckDB or Spark, second stage, guarded clusters. Needs the extra identity."""
