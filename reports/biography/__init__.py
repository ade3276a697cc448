"""The biography of an order: every change with its place, packages, refunds with what is left, the deadline."""
