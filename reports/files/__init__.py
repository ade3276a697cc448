"""How reports become files: text, csv and workbooks, whole or not at all."""
