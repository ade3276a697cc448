"""Sample feeds: for each kind a filled file and the processing report it must produce, and blank templates."""
