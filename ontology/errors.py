"""The project's exceptions.

YibaoError
├── DataError     a file of ontology/ is broken (file and line in the message)
├── InputError    an article or a path given by the user cannot be used
├── StoreError    a data folder is missing, locked, broken or of another version
└── QueryError    a question or a SPARQL query cannot be run
    └── NotFoundError   what is asked for by its name is not there
"""


class YibaoError(Exception):
    """Something that a user can act on; the message is one line: what happened, where, what to do next."""


class DataError(YibaoError):
    """A data file of `ontology/` (or one that a user put in its place) is broken."""


class InputError(YibaoError):
    """An input file or path cannot be used."""


class StoreError(YibaoError):
    """A data folder cannot be used."""


class QueryError(YibaoError):
    """A query cannot be run."""


class NotFoundError(QueryError):
    """What is asked for by its name or code is not in the data."""
