"""Where articles come from: one reader per kind of source, all of the shape `ingest.sources.intake.Reader`."""
