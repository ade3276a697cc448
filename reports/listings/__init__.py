"""Lists of orders and items that a person asks for: their columns and lines, and the files made of them."""
