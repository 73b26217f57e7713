from lakehand_workspace.types import *  # noqa: F403
from lakehand_workspace.types import Row  # noqa: F401
