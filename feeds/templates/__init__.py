"""The Excel templates that people fill in, made from the schemas."""
