"""Makes ``python -m feeds`` run the command ``orderfeeds``."""

from feeds.cli.main import main

main()
