"""The folders that `orderfeeds watch` works through."""
