"""From the order table to files people open: order reports and processing reports."""
