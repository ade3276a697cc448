"""Odd and hostile files, made by ``python -m tests.zoo FOLDER``, and what must become of each."""
