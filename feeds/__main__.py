"""``python -m feeds`` is the command ``orderfeeds``."""

from feeds.cli.main import main

main()
