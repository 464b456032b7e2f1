"""The project's folder in the user's cache."""

from __future__ import annotations

import os
from pathlib import Path


def cache_folder() -> Path:
    """Return `$XDG_CACHE_HOME/yibao`, else `~/.cache/yibao`; it need not exist."""
    home = os.environ.get("XDG_CACHE_HOME")
    return Path(home) / "yibao" if home else Path.home() / ".cache" / "yibao"
