"""Lists of orders and items that a person asks for: what each line holds, and the files made of it."""
