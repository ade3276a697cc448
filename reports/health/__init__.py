"""The health report: what a seller is judged by, window by window."""
