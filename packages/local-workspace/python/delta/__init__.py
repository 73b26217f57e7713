"""The part of Delta Lake's Python API that works on tables of the catalog."""
