"""Files put into a folder: which are at rest, the way of each through it, its lock, and which upload it became."""
