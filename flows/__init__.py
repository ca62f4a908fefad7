"""Order, retries, disk and the command line."""
