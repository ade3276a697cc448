"""The drop folder whose files `orderfeeds watch` applies."""
