"""The order table: its tables, how a store is opened, and rows in and out."""
