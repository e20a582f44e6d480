"""From linked values to requests: the SDK catalogue applied to a project."""

from promptlint.extract.analyse import analyse

__all__ = ["analyse"]
