"""One module for each kind of feed, all of the same shape: a schema and a pure function that judges records."""
