"""The command line: it alone knows both feeds and reports, and hands what one found to the other."""
