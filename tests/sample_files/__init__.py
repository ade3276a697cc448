"""Makes the sample files of sample_feeds, and the reports that they must produce."""
