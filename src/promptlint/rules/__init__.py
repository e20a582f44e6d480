"""Rules: reading their files, running their checks, explaining them."""
