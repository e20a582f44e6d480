"""User interfaces: what their input elements hold, and which functions their events call with what is in them."""
