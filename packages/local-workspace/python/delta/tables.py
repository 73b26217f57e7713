from lakehand_workspace.delta_table import DeltaMergeBuilder, DeltaTable

__all__ = ["DeltaMergeBuilder", "DeltaTable"]
