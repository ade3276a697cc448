"""The structure of every table: the files that come in, the reports that go out, and the order table between them."""
