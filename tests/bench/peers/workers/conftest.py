"""Workers run in the environments of their peers: here, what they import is not installed."""

collect_ignore_glob = ["*.py"]
