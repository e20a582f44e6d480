"""The usage file: writing it, keeping it up to date, and filling it from traffic."""
