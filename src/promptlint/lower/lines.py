"""Measures logical lines of Python text without parsing: how deep they nest and where they end.

Knows strings, f-strings with nested quotes (PEP 701), comments and continuation lines; the text need not be valid.
"""

from __future__ import annotations

import re
from typing import NamedTuple

_CODE = re.compile(
    r"""(?P<open>[(\[{])|(?P<close>[)\]}])|(?P<newline>\n)|(?P<comma>[,;])|(?P<colon>:)
    |(?P<link>[-+*/%@&|^~.<>]|\b(?:not|if|and|or|await|yield|in|is)\b)
    |(?P<lambda>\blambda\b)
    |(?P<quote>\"{3}|'{3}|"|')
    |(?P<skip>\#[^\n]*|\\\n)""",
    re.VERBOSE,
)
_STRING = {
    '"': re.compile(r'[^"\\\n]*(?:\\.[^"\\\n]*)*"?', re.DOTALL),
    "'": re.compile(r"[^'\\\n]*(?:\\.[^'\\\n]*)*'?", re.DOTALL),
    '"""': re.compile(r'[^"\\]*(?:(?:\\.|"(?!""))[^"\\]*)*(?:""")?', re.DOTALL),
    "'''": re.compile(r"[^'\\]*(?:(?:\\.|'(?!''))[^'\\]*)*(?:''')?", re.DOTALL),
}
_IN_TEMPLATE = r"\\N\{{[^}}\n]*\}}|\\[^{{}}]|\{{\{{|\}}\}}|(?P<open>\{{)|(?P<close>\}})|(?P<quote>{0})|(?P<newline>\n)"
_TEMPLATE = {quote: re.compile(_IN_TEMPLATE.format(quote), re.DOTALL) for quote in _STRING}
_FORMATTED = re.compile(r"(?i)\b(?:[ft]r?|r[ft])\Z")


class LineShape(NamedTuple):
    """A logical line: the offset after its newline, its deepest nesting, the longest run of operators in it.

    Brackets, f-strings and open lambda headers nest; a comma ends a run. What is chained on one term, ``a.b(c)[d]``,
    adds to the run as the longest of its terms does: a bracket counts as two operators, a dot as one.
    """

    end: int
    depth: int
    links: int


def measure_line(text: str, start: int) -> LineShape:
    """The shape of the logical line that starts at offset ``start``."""
    measure = _Measure(text, start)
    while not measure.done:
        measure.step()
    return LineShape(measure.pos, measure.depth, measure.links)


class _Measure:
    """The state while one logical line is read.

    ``levels`` holds, for every open bracket and f-string, the operators since the last comma, the lambda headers that
    are still open, the links of the term at hand, and of the longest term. ``templates`` holds for every open f-string
    its quote and the level of its text; a format specification is text too, of the same f-string (the flag).
    """

    def __init__(self, text: str, pos: int) -> None:
        self.text = text
        self.pos = pos
        self.levels = [[0, 0, 0, 0]]
        self.templates: list[tuple[str, int, bool]] = []
        self.headers = 0
        self.depth = 0
        self.links = 0
        self.done = False

    def step(self) -> None:
        """Reads one token: of f-string text if that is where the line stands, else of code."""
        in_text = bool(self.templates) and self.templates[-1][1] == len(self.levels)
        pattern = _TEMPLATE[self.templates[-1][0]] if in_text else _CODE
        match = pattern.search(self.text, self.pos)
        if match is None:
            self.pos, self.done = len(self.text), True
            return
        self.pos = match.end()
        if in_text:
            self._text_token(match)
        else:
            self._code_token(match)

    def _text_token(self, match: re.Match[str]) -> None:
        kind, (quote, _, specification) = match.lastgroup, self.templates[-1]
        if kind == "open":
            self._push()
        elif kind == "close" and specification:
            self.templates.pop()
            self._pop()
            self._pop()
        elif kind == "quote" or (kind == "newline" and len(quote) == 1):
            self._leave_template()

    def _code_token(self, match: re.Match[str]) -> None:
        kind, level = match.lastgroup, self.levels[-1]
        if kind == "open":
            self._chain(level, 2)
            self._push()
        elif kind == "link" and match.group() == ".":
            self._chain(level, 1)
        elif kind == "link":
            self._link(level)
        elif kind == "lambda":
            self._lambda(level)
        elif kind == "close":
            self._pop()
        elif kind == "comma":
            level[:] = level if level[1] else [0, 0, 0, 0]
        elif kind == "colon":
            self._colon(level)
        elif kind == "quote":
            self._string(match.group(), match.start())
        elif kind == "newline":
            self.done = len(self.levels) == 1

    def _link(self, level: list[int]) -> None:
        level[0] += 1
        level[2] = 0
        self.links = max(self.links, level[0] + level[3])

    def _chain(self, level: list[int], count: int) -> None:
        level[2] += count
        level[3] = max(level[3], level[2])
        self.links = max(self.links, level[0] + level[3])

    def _lambda(self, level: list[int]) -> None:
        self._link(level)
        level[1] += 1
        self.headers += 1
        self._deepen()

    def _push(self) -> None:
        self.levels.append([0, 0, 0, 0])
        self._deepen()

    def _deepen(self) -> None:
        self.depth = max(self.depth, len(self.levels) - 1 + self.headers)

    def _pop(self) -> None:
        if len(self.levels) > 1:
            self.headers -= self.levels.pop()[1]

    def _colon(self, level: list[int]) -> None:
        if level[1]:
            level[1] -= 1
            self.headers -= 1
        elif self.templates and len(self.levels) == self.templates[-1][1] + 1:
            self._push()
            self.templates.append((self.templates[-1][0], len(self.levels), True))

    def _string(self, quote: str, start: int) -> None:
        if _FORMATTED.search(self.text[max(0, start - 3) : start]):
            self._push()
            self.templates.append((quote, len(self.levels), False))
            return
        match = _STRING[quote].match(self.text, self.pos)
        if match is not None:
            self.pos = match.end()

    def _leave_template(self) -> None:
        while self.templates:
            _, level, specification = self.templates.pop()
            while len(self.levels) >= level:
                self._pop()
            if not specification:
                return
