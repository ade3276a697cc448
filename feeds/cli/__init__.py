"""The command line: the only part that knows both feeds and reports, and passes results from one to the other."""
