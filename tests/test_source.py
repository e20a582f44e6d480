"""Reading files, and notebooks cell by cell."""

from __future__ import annotations

import ast
import json
import os
from pathlib import Path
from typing import Any

import pytest

from promptlint.model import SourceFile
from promptlint.source import MAX_BYTES, cell_line, decode_source, read_source

GOOD = [
    ("plain", b"x = 1\n", "x = 1\n"),
    ("empty", b"", ""),
    ("byte order mark", b"\xef\xbb\xbfx = '\xc3\xa9'\n", "x = 'é'\n"),
    ("windows line ends", b"a\r\nb\r\n", "a\nb\n"),
    ("old mac line ends", b"a\rb", "a\nb"),
    ("mixed line ends", b"a\r\n\rb\n", "a\n\nb\n"),
    ("latin-1 declared", b"# -*- coding: latin-1 -*-\nx = '\xe9'\n", "# -*- coding: latin-1 -*-\nx = 'é'\n"),
    ("declared on line 2", b"#!/usr/bin/python\n# vim: set fileencoding=cp1252 :\n'\x80'", None),
    ("Emacs spelling", b"# coding: ISO_8859-1-unix\n'\xe9'", "# coding: ISO_8859-1-unix\n'é'"),
    ("declared after a blank line", b"\n# coding=latin-1\n'\xe9'", "\n# coding=latin-1\n'é'"),
    ("utf-8 declared", b"# coding: utf-8\n'\xc3\xa9'", "# coding: utf-8\n'é'"),
    ("form feed and odd separators stay", "a\x0cb\u2028c\x85\n".encode(), "a\x0cb\u2028c\x85\n"),
]
BAD = [
    ("undeclared latin-1", b"a = 1\nb = 2\nc = '\xe9'\n", 3, "is not valid UTF-8 (byte 0xe9) and declares no other"),
    ("cut in the middle of a character", b"a\n'\xc3", 2, "is not valid UTF-8"),
    ("declaration on line 3 does not count", b"#\n#\n# coding: latin-1\n'\xe9'", 4, "is not valid UTF-8"),
    ("declaration after code does not count", b"x = 1\n# coding: latin-1\n'\xe9'", 3, "is not valid UTF-8"),
    ("declared but wrong", b"# coding: ascii\n\n'\xe9'", 3, "is not valid ascii (byte 0xe9) and declares ascii"),
    ("unknown encoding", b"# coding: klingon\n", 1, "declares an unknown encoding: klingon"),
    ("not an encoding of text", b"# coding: rot13\nk = 1\n", 1, "declares an unknown encoding: rot13"),
    ("not an encoding of text either", b"# coding: hex\n00\n", 1, "declares an unknown encoding: hex"),
    ("NUL byte", b"a = 1\nb\0 = 2\n", 2, "holds a NUL byte"),
    ("UTF-16", "x = 1\n".encode("utf-16"), 1, "is UTF-16"),
    ("too large", b"#" * (MAX_BYTES + 1), 1, "larger than 10 MB (10.0 MB)"),
]


@pytest.mark.parametrize(("data", "text"), [row[1:] for row in GOOD], ids=[row[0] for row in GOOD])
def test_text_of_a_file(data: bytes, text: str | None) -> None:
    source, problems = decode_source("a.py", data)
    assert problems == ()
    assert source is not None
    assert source.text == (data.decode("cp1252") if text is None else text)
    assert (source.path, source.kind, source.cells) == ("a.py", "module", ())


@pytest.mark.parametrize(("data", "line", "message"), [row[1:] for row in BAD], ids=[row[0] for row in BAD])
def test_what_cannot_be_decoded_is_a_problem_with_its_line(data: bytes, line: int, message: str) -> None:
    source, (problem,) = decode_source("a.py", data)
    assert source is None
    assert (problem.path, problem.line, problem.stage) == ("a.py", line, "read")
    assert problem.message.startswith(message)


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("a.py", "module"),
        ("a.pyi", "module"),
        ("A.PY", "module"),
        ("p.txt", "prompt"),
        ("p.md", "prompt"),
        ("p", "prompt"),
    ],
)
def test_kind_follows_the_name(path: str, kind: str) -> None:
    source, _ = decode_source(path, b"x")
    assert source is not None
    assert source.kind == kind


def test_a_prompt_file_declares_no_encoding() -> None:
    source, (problem,) = decode_source("p.txt", b"# coding: latin-1\n\xe9")
    assert source is None
    assert problem.line == 2


class TestDisk:
    """Files as the disk has them."""

    def test_path_is_relative_to_the_root_or_absolute(self, tmp_path: Path) -> None:
        (tmp_path / "pkg").mkdir()
        (tmp_path / "pkg" / "a.py").write_bytes(b"x = 1\r\n")
        assert read_source(tmp_path, "pkg/a.py") == (SourceFile("pkg/a.py", "x = 1\n"), ())
        full = str(tmp_path / "pkg" / "a.py")
        assert read_source(tmp_path / "elsewhere", full) == (SourceFile(full, "x = 1\n"), ())

    def test_directory_named_like_a_module(self, tmp_path: Path) -> None:
        (tmp_path / "x.py").mkdir()
        assert_problem(tmp_path, "x.py", "cannot be read: a directory")

    def test_vanished(self, tmp_path: Path) -> None:
        assert_problem(tmp_path, "gone.py", "cannot be read: no such file or directory")

    def test_under_a_file(self, tmp_path: Path) -> None:
        (tmp_path / "a.py").touch()
        assert_problem(tmp_path, "a.py/b.py", "cannot be read: not a directory")

    def test_symlink_loop(self, tmp_path: Path) -> None:
        (tmp_path / "a.py").symlink_to("b.py")
        (tmp_path / "b.py").symlink_to("a.py")
        assert_problem(tmp_path, "a.py", "cannot be read: ")

    @pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes here")
    def test_named_pipe_is_not_waited_for(self, tmp_path: Path) -> None:
        os.mkfifo(tmp_path / "pipe.py")
        assert_problem(tmp_path, "pipe.py", "cannot be read: not a regular file")

    @pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may read everything")
    def test_no_permission(self, tmp_path: Path) -> None:
        (tmp_path / "a.py").touch(mode=0)
        assert_problem(tmp_path, "a.py", "cannot be read: permission denied")

    @pytest.mark.skipif(not Path("/proc/self/mem").exists(), reason="no /proc here")
    def test_error_while_reading(self, tmp_path: Path) -> None:
        assert_problem(tmp_path, "/proc/self/mem", "cannot be read: ")

    def test_too_large_is_not_read(self, tmp_path: Path) -> None:
        with (tmp_path / "a.py").open("wb") as file:
            file.truncate(MAX_BYTES * 3)
        assert_problem(tmp_path, "a.py", "larger than 10 MB (30.0 MB)")


def assert_problem(root: Path, path: str, message: str) -> None:
    """Reading gives one problem, which starts with ``message``."""
    source, (problem,) = read_source(root, path)
    assert source is None
    assert problem.message.startswith(message)
    assert (problem.path, problem.line, problem.stage) == (path, 1, "read")


def notebook(*cells: Any, **metadata: Any) -> bytes:
    """A notebook (nbformat 4) of code cells given as text, or of whole cells."""
    made = [{"cell_type": "code", "source": cell, "outputs": []} if isinstance(cell, str) else cell for cell in cells]
    return json.dumps({"nbformat": 4, "nbformat_minor": 5, "metadata": metadata, "cells": made}).encode()


def cells_of(data: bytes) -> list[str]:
    """The text of each code cell as read."""
    source, problems = decode_source("n.ipynb", data)
    assert problems == ()
    assert source is not None
    lines = source.text.split("\n")[:-1]
    bounds = [start - 1 for start in source.cells] + [len(lines)]
    return ["\n".join(lines[start:end]) for start, end in zip(bounds, bounds[1:], strict=False)]


CELLS = [
    ("python", "x = 1\ny = 2", "x = 1\ny = 2"),
    ("a final newline is not a line", "x = 1\n", "x = 1"),
    ("empty", "", ""),
    ("line magic", "%matplotlib inline\nx = 1", "pass\nx = 1"),
    ("indented magic", "if x:\n    %pip install y\n    !ls\nz", "if x:\n    pass\n    pass\nz"),
    ("shell", "!pip install -q openai 'x\ny = 1", "pass\ny = 1"),
    ("shell over two lines", "!pip install \\\n  openai\ny = 1", "pass\n\ny = 1"),
    ("help before", "?print\n??print\nx", "pass\npass\nx"),
    ("help after", "print?\nnp.array??\nx", "pass\npass\nx"),
    ("a question mark in text is not help", "'who?'\nx = 'a?'\n# why?", "'who?'\nx = 'a?'\n# why?"),
    ("captured output", "files = !ls *.py\nx = %sql select 1\ny = 1", "files = None\nx = None\ny = 1"),
    ("comparison is not capture", "x = a != b\ny = a % b\nz = (a\n% b)", "x = a != b\ny = a % b\nz = (a\n% b)"),
    ("percent within brackets", "x = f(a\n  %b)\n%time", "x = f(a\n  %b)\npass"),
    ("percent within a string", 'x = """\n%matplotlib\n!ls\n"""\n%a', 'x = """\n%matplotlib\n!ls\n"""\npass'),
    ("percent after a backslash", "x = a \\\n  % b\n%c", "x = a \\\n  % b\npass"),
    ("a timed statement is kept in its columns", "%time x = f(1)", "if 1: x = f(1)"),
    ("a timed block is not", "%time for x in y: z", "pass"),
    ("timed nothing", "%time\nx", "pass\nx"),
    ("cell magic over Python", "%%time\nx = 1\n%ls", "pass\nx = 1\npass"),
    ("cell magic after blank lines", "\n%%capture out\nx = 1", "\npass\nx = 1"),
    ("cell magic over something else", "%%bash\nls | grep x\nfor i in *; do :; done", "\n\n"),
    ("written file", "%%writefile a.py\nimport openai\n", "\n"),
    ("top-level await", "r = await client.get()", "r = await client.get()"),
    ("semicolon", "plt.plot(x);", "plt.plot(x);"),
    ("newer syntax", "x = f'{a['b']}'\ntype X = int", "x = f'{a['b']}'\ntype X = int"),
]


@pytest.mark.parametrize(("cell", "expected"), [row[1:] for row in CELLS], ids=[row[0] for row in CELLS])
def test_a_cell_becomes_python_line_for_line(cell: str, expected: str) -> None:
    assert cells_of(notebook(cell)) == [expected]
    assert expected.count("\n") == cell.removesuffix("\n").count("\n")


def test_cells_are_counted_and_joined() -> None:
    markdown = {"cell_type": "markdown", "source": "import nothing"}
    data = notebook("a = 1\nb = 2", markdown, "", {"cell_type": "code", "source": ["c = 3\n", "d = 4"]}, "e")
    source, problems = decode_source("n.ipynb", data)
    assert source == SourceFile("n.ipynb", "a = 1\nb = 2\n\nc = 3\nd = 4\ne\n", "notebook", (1, 3, 4, 6))
    assert problems == ()
    places = [cell_line(source, line) for line in range(1, 7)]
    assert places == [(1, 1), (1, 2), (2, 1), (3, 1), (3, 2), (4, 1)]


def test_a_module_has_no_cells() -> None:
    assert cell_line(SourceFile("a.py", "x\ny\n"), 2) == (None, 2)


def test_a_broken_cell_does_not_take_the_others_with_it() -> None:
    source, problems = decode_source("n.ipynb", notebook("a = 1", "b = (\n'", "x = 1\nprint 'y'", "c = 3"))
    assert source is not None
    assert source.text == "a = 1\n\n\n\n\nc = 3\n"
    assert [(problem.path, problem.line, problem.stage) for problem in problems] == [
        ("n.ipynb", 3, "parse"),
        ("n.ipynb", 5, "parse"),
    ]
    assert [problem.message[:7] for problem in problems] == ["cell 2:", "cell 3:"]


def test_outputs_are_never_code() -> None:
    cell = {
        "cell_type": "code",
        "source": "x",
        "outputs": [{"output_type": "stream", "text": ["client.chat.completions.create()"]}],
    }
    assert cells_of(notebook(cell)) == ["x"]


def test_format_3() -> None:
    cells = [
        {"cell_type": "code", "input": ["a = 1\n", "%b"], "language": "python", "prompt_number": 1},
        {"cell_type": "heading", "source": "c"},
        {"cell_type": "code", "input": "d = 2"},
    ]
    data = json.dumps({"nbformat": 3, "metadata": {"name": ""}, "worksheets": [{"cells": cells}]}).encode()
    assert cells_of(data) == ["a = 1\npass", "d = 2"]


@pytest.mark.parametrize(
    ("data", "line", "message"),
    [
        (b'{"cells": [\n}', 2, "is not a notebook: invalid JSON"),
        (b"", 1, "is not a notebook: invalid JSON"),
        (b"[]", 1, "is not a notebook: no list of cells"),
        (b'{"cells": 3}', 1, "is not a notebook: no list of cells"),
        (b"[" * 100_000, 1, "is not a notebook: "),
        (notebook("x <- 1", kernelspec={"language": "R"}), 1, "is a notebook of another language: r"),
        (notebook("x", language_info={"name": "julia"}), 1, "is a notebook of another language: julia"),
        (b'{"cells": ["\xe9"]}', 1, "is not valid UTF-8"),
    ],
)
def test_what_is_no_python_notebook_is_a_problem(data: bytes, line: int, message: str) -> None:
    source, (problem,) = decode_source("n.ipynb", data)
    assert source is None
    assert problem.message.startswith(message)
    assert problem.line == line


@pytest.mark.parametrize(
    "cells",
    [
        [3, None, "x", [], {}],
        [{"cell_type": "code"}],
        [{"cell_type": "code", "source": [1, None, "a"]}],
        [{"source": "a"}],
    ],
)
def test_malformed_cells_are_passed_over(cells: list[Any]) -> None:
    source, problems = decode_source("n.ipynb", json.dumps({"cells": cells, "metadata": []}).encode())
    assert problems == ()
    assert source is not None
    ast.parse(source.text)
