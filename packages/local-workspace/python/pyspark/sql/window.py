from lakehand_workspace.window import Window, WindowSpec  # noqa: F401
