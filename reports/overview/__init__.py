"""The overview of a night: one page for people, without network, server or script."""
