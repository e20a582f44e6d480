"""Comments addressed to promptlint, with the lines of the statement each of them stands above."""

from __future__ import annotations

import io
import tokenize

from promptlint.model import MARK
from promptlint.record import field, record

_LAYOUT = frozenset({tokenize.NL, tokenize.INDENT, tokenize.DEDENT, tokenize.ENDMARKER, tokenize.ENCODING})


@record
class Comment:
    """A comment that names promptlint; ``own_line`` when it stands alone."""

    text: str
    line: int
    column: int
    own_line: bool


@record(eq=False, frozen=False)
class Scan:
    """The comments of a text, and for the first line of each statement (or header) its last."""

    comments: list[Comment] = field(default_factory=list)
    ends: dict[int, int] = field(default_factory=dict)
    own_lines: set[int] = field(default_factory=set)
    read: int = 0
    statement: int = 0

    def note(self, token: tokenize.TokenInfo, above: int, before: int, own_line: bool) -> None:
        """Take in one token whose text starts ``above`` lines down and ``before`` columns in."""
        self.read = line = token.start[0] + above
        if token.type == tokenize.COMMENT:
            if own_line:
                self.own_lines.add(line)
            if MARK in token.string:
                self.comments.append(Comment(token.string, line, token.start[1] + before + 1, own_line))
        elif token.type == tokenize.NEWLINE:
            self.ends[self.statement or line] = line
            self.statement = 0
        elif token.type not in _LAYOUT:
            self.statement = self.statement or line

    def reach(self, comment: Comment) -> tuple[int, int]:
        """First and last line that ``comment`` speaks for.

        Its own line; where it stands alone, also the next line that is not a comment, and all of the statement that
        starts there (a call often stands a line below the name it is assigned to).
        """
        if not comment.own_line:
            return comment.line, comment.line
        below = comment.line + 1
        while below in self.own_lines:
            below += 1
        return comment.line, self.ends.get(below, below)


def scan_comments(text: str) -> Scan:
    """The comments that name promptlint, from ``tokenize``; where it gives up, each line is read by itself."""
    scan = Scan()
    if not _scan_text(text, scan):
        done = scan.read
        for number, line in enumerate(text.split("\n"), 1):
            # Syntax newer than this Python, or none at all, is no excuse to overlook an ignore.
            if number > done and MARK in line:
                _scan_text(line.lstrip(), scan, number - 1, len(line) - len(line.lstrip()))
    return scan


def _scan_text(text: str, scan: Scan, above: int = 0, before: int = 0) -> bool:
    """Note what the tokens of ``text`` say, which starts ``above`` lines down and ``before`` columns in.

    False when tokenize gives up on the way.
    """
    lines = text.split("\n")
    try:
        for token in tokenize.generate_tokens(io.StringIO(text).readline):
            row, column = token.start
            own_line = token.type == tokenize.COMMENT and not lines[row - 1][:column].strip()
            scan.note(token, above, before, own_line)
    except (tokenize.TokenError, SyntaxError):
        return False
    return True
