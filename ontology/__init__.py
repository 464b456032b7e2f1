"""What exists in the domain: terms, concepts, rules and shapes, all compiled from the data files beside this module."""
