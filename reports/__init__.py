"""Makes files for people from the order table: order reports, processing reports and the pages of a night."""
