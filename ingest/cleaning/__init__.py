"""The cleaner: what is repaired, flagged and dropped, with a record of every change."""
