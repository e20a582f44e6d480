"""Support desk: sorts incoming tickets, finds similar ones, drafts replies and writes the weekly digest."""
