"""Changed bytes thrown at the reading of files: ``python -m tests.fuzz --inputs 100000 --seed 1``."""
