"""promptlint: find, price and lint the language-model requests of a Python code base."""

__version__ = "0.1.0"
