"""Repeatable benchmarks. Each module `bench/<name>.py` has `measure() -> list[Figure]`; `make bench` runs them all."""
