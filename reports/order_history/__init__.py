"""The biography of one order: its state, packages, refunds and history."""
