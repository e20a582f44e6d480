"""One file for each command; its ``command`` is a click command that returns the exit code."""
