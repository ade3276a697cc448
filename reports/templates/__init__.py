"""Templates: workbooks to fill in and upload."""
