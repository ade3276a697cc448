"""From a sheet to checked records: what each cell means, and what is wrong with it."""
