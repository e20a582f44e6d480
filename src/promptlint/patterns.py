"""Regular expressions that are compiled when they are first used: a start of the program uses few of its patterns."""

from __future__ import annotations

import re
from typing import Any, AnyStr, cast


class _Lazy:
    """Stands for a compiled pattern until somebody asks for one of its methods."""

    def __init__(self, pattern: Any, flags: int) -> None:
        self._given = pattern, flags

    def __getattr__(self, name: str) -> Any:
        value = getattr(re.compile(*self._given), name)  # re keeps what it has compiled
        setattr(self, name, value)
        return value


def lazy_pattern(pattern: AnyStr, flags: int = 0) -> re.Pattern[AnyStr]:
    """What ``re.compile`` makes, made on first use."""
    return cast("re.Pattern[AnyStr]", _Lazy(pattern, flags))
