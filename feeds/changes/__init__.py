"""What a file changes of the order table: written, planned, taken back and verified."""
