"""Takes an uploaded file to the order table: read, check, judge, commit."""
