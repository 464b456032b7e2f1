"""Bytes → text: encodings, mixed ones, and text that was read in a wrong one."""
