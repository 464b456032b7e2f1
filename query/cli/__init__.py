"""The command `yibao`: one file per group of commands."""
