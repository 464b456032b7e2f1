"""The fields of a guide and the cells of a table: what they are called."""
