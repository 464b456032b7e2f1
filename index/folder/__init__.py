"""The data folder: generations, what they say about themselves, their files, one file to carry them in."""
