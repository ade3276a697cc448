"""Takes a whole upload, a run of the clock or an earlier undo back: what was is again, and the history tells both."""
