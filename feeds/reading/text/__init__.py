"""Text files: encodings, lines, cells."""
