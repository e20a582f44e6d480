"""What is read: folders walked, ignore files and excludes respected, nothing lost without a word."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from promptlint.config import Config
from promptlint.discover import Discovered, discover
from promptlint.errors import UserError


def tree(root: Path, *names: str, **contents: str) -> None:
    for name in names:
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("", encoding="utf-8")


def look(root: Path, *names: str, cwd: Path | None = None, **options: object) -> Discovered:
    config = Config(root=root, **options)  # type: ignore[arg-type]
    return discover([root / name for name in names or (".",)], config, cwd or root)


def files(root: Path, *names: str, **options: object) -> list[str]:
    return list(look(root, *names, **options).files)


def test_python_files_and_notebooks_in_a_fixed_order(tmp_path: Path) -> None:
    tree(tmp_path, "b.py", "a/z.py", "a/b.pyi", "n.ipynb", "readme.md", "x.pyc", "py", "a/.hidden.py")
    assert files(tmp_path) == ["a/.hidden.py", "a/b.pyi", "a/z.py", "b.py", "n.ipynb"]


def test_a_name_that_is_no_text_is_a_problem(tmp_path: Path) -> None:
    odd = os.fsdecode(b"caf\xe9.py")
    tree(tmp_path, "a.py", odd, os.fsdecode(b"f\xff/b.py"))
    for found in (look(tmp_path), look(tmp_path, "a.py", odd)):
        assert found.files == ("a.py",)
        assert "caf\ufffd.py" in [problem.path for problem in found.problems]
    assert {problem.message for problem in look(tmp_path).problems} == {"its name is not valid UTF-8; rename it"}


PROMPT_NAMES = (
    *("a.prompty", "b.prompt", "c.prompt.yml", "d.prompt.yaml", "promptfooconfig.yaml", "promptfooconfig.eu.json"),
    *("crew/config/agents.yaml", "crew/config/tasks.yml", "my_prompts.yaml", "prompts.json"),
)


def test_files_called_like_prompts_are_noted_beside_the_files_to_read(tmp_path: Path) -> None:
    tree(tmp_path, "a.py", *PROMPT_NAMES)
    tree(tmp_path, "prompts/a.txt", "prompts/b.md", "config.yaml", "prompt.py", "agents.json", "x.promptly")
    found = look(tmp_path)
    assert found.files == ("a.py", "prompt.py")
    assert found.maybe_prompts == tuple(sorted(PROMPT_NAMES))
    assert found.prompt_files == ()


def test_prompt_files_of_the_configuration(tmp_path: Path) -> None:
    tree(tmp_path, "a.py", "prompts/a.txt", "prompts/deep/b.yaml", "prompts/old/c.md", "c.prompty", "notes/a.txt")
    tree(tmp_path, ".git/prompts/a.txt", "prompts/tool.py")
    found = look(tmp_path, prompt_files=("prompts/**", "!prompts/old/**", "*.prompty"), extend_exclude=("deep",))
    assert found.prompt_files == ("c.prompty", "prompts/a.txt")
    assert found.maybe_prompts == ()
    assert found.files == ("a.py", "prompts/tool.py"), "a pattern for prompts makes no prompt of code"


def test_a_prompt_file_that_is_named_outright_is_not_read_as_code(tmp_path: Path) -> None:
    tree(tmp_path, "a.prompty", "b.txt", "c")
    found = look(tmp_path, "a.prompty", "c")
    assert (found.files, found.maybe_prompts) == (("c",), ("a.prompty",))


@pytest.mark.parametrize("folder", [".git", ".venv", "venv", "node_modules", "__pycache__", "site-packages", "build"])
def test_folders_nobody_means_are_left_out(tmp_path: Path, folder: str) -> None:
    tree(tmp_path, "a.py", f"{folder}/b.py", f"deep/{folder}/c.py")
    assert files(tmp_path) == ["a.py"]


def test_a_virtual_environment_of_any_name_is_left_out_unless_named(tmp_path: Path) -> None:
    tree(tmp_path, "a.py", "myenv/pyvenv.cfg", "myenv/lib/b.py")
    assert files(tmp_path) == ["a.py"]
    assert files(tmp_path, "myenv") == ["lib/b.py"]


def test_an_excluded_folder_that_is_named_is_read(tmp_path: Path) -> None:
    tree(tmp_path, "build/a.py", "build/build/b.py")
    (tmp_path / ".gitignore").write_text("/build/\n*.log\n")
    (tmp_path / ".git").mkdir()
    assert files(tmp_path) == []
    assert files(tmp_path, "build") == ["a.py"]


def test_gitignore_with_negation_anchors_and_nesting(tmp_path: Path) -> None:
    tree(tmp_path, "gen_a.py", "gen_keep.py", "sub/gen_b.py", "top.py", "sub/top.py", "sub/local.py", "out/c.py")
    (tmp_path / ".gitignore").write_text("gen_*.py\n!gen_keep.py\n/top.py\nout/\n# comment\n\n")
    (tmp_path / "sub/.gitignore").write_text("local.py\n!gen_b.py\n")
    assert files(tmp_path) == ["gen_keep.py", "sub/gen_b.py", "sub/top.py"]


def test_git_itself_agrees(tmp_path: Path) -> None:
    names = ["a.py", "gen/a.py", "gen/keep.py", "x/gen/b.py", "doc/a.py", "doc/x/a.py", "a b.py", "#c.py", "k/z.py"]
    tree(tmp_path, *names)
    (tmp_path / ".gitignore").write_text("gen/*\n!gen/keep.py\ndoc/**/a.py\n\\#c.py\na\\ b.py\n")
    (tmp_path / "k/.gitignore").write_text("*\n")
    subprocess.run(["git", "init", "-q", str(tmp_path)], check=True)
    listed = subprocess.run(
        ["git", "-C", str(tmp_path), "ls-files", "-z", "--others", "--exclude-standard"],
        check=True,
        capture_output=True,
    ).stdout.decode()
    assert files(tmp_path) == sorted(name for name in listed.split("\0") if name.endswith(".py"))


def test_gitignore_above_the_scanned_folder_counts_within_a_repository_only(tmp_path: Path) -> None:
    tree(tmp_path, "src/app/a.py", "src/app/gen.py")
    (tmp_path / ".gitignore").write_text("gen.py\n")
    assert files(tmp_path, "src") == ["app/a.py", "app/gen.py"]
    (tmp_path / ".git/info").mkdir(parents=True)
    assert files(tmp_path, "src") == ["app/a.py"]
    (tmp_path / ".git/info/exclude").write_text("app/a.py\n/src/app/a.py\n")
    assert files(tmp_path, "src") == []


@pytest.mark.parametrize(
    ("pattern", "left"),
    [
        ("tests", ["a.py", "src/a.py", "src/test_x.py"]),  # a name, at any depth
        ("tests/", ["a.py", "src/a.py", "src/test_x.py"]),
        ("./tests", ["a.py", "src/a.py", "src/test_x.py"]),
        ("test_*.py", ["a.py", "src/a.py"]),
        ("src/tests", ["a.py", "src/a.py", "src/test_x.py"]),
        ("/a.py", ["src/a.py", "src/test_x.py", "src/tests/test_y.py"]),
        ("a.py", ["src/test_x.py", "src/tests/test_y.py"]),
        ("**/tests/*.py", ["a.py", "src/a.py", "src/test_x.py"]),
        ("test", ["a.py", "src/a.py", "src/test_x.py", "src/tests/test_y.py"]),  # a part of a name is no match
        ("rc/tests", ["a.py", "src/a.py", "src/test_x.py", "src/tests/test_y.py"]),
        ("", ["a.py", "src/a.py", "src/test_x.py", "src/tests/test_y.py"]),
    ],
)
def test_exclude_patterns(tmp_path: Path, pattern: str, left: list[str]) -> None:
    tree(tmp_path, "a.py", "src/a.py", "src/test_x.py", "src/tests/test_y.py")
    assert files(tmp_path, exclude=(pattern,)) == left


def test_exclude_patterns_are_meant_from_the_configuration(tmp_path: Path) -> None:
    tree(tmp_path, "app/gen/a.py", "app/b.py")
    assert files(tmp_path, "app", exclude=("app/gen",)) == ["b.py"]
    assert files(tmp_path, "app", exclude=("/gen",)) == ["b.py", "gen/a.py"]


def test_a_later_exception_takes_back_in(tmp_path: Path) -> None:
    tree(tmp_path, "gen/a.py", "src/gen/b.py")
    assert files(tmp_path, extend_exclude=("gen", "!src/gen")) == ["src/gen/b.py"]


def test_named_files_are_read_unless_excludes_are_forced(tmp_path: Path) -> None:
    tree(tmp_path, "build/a.py", "script", "pkg/b.py")
    names = ("build/a.py", "script", "pkg/b.py")
    assert files(tmp_path, *names) == ["build/a.py", "pkg/b.py", "script"]
    assert files(tmp_path, *names, force_exclude=True) == ["pkg/b.py", "script"]
    assert files(tmp_path, *names, force_exclude=True, extend_exclude=("pkg/*.py",)) == ["script"]


def test_a_file_named_alone_is_excluded_by_its_folder(tmp_path: Path) -> None:
    """Without a configuration file the patterns' root is the folder of that file."""
    tree(tmp_path, "gen/b.py")
    config = Config(root=tmp_path / "gen", force_exclude=True, extend_exclude=("gen",))
    assert discover([Path("gen/b.py")], config, tmp_path).files == ()
    assert discover([Path("b.py")], config, tmp_path / "gen").files == ("b.py",)


def test_a_named_folder_gives_way_where_excludes_are_forced(tmp_path: Path) -> None:
    tree(tmp_path, "gen/b.py", "app/a.py")
    assert files(tmp_path, "gen", "app", extend_exclude=("gen",)) == ["app/a.py", "gen/b.py"]
    assert files(tmp_path, "gen", "app", extend_exclude=("gen",), force_exclude=True) == ["app/a.py"]
    assert files(tmp_path, "gen", extend_exclude=("/gen/",), force_exclude=True) == []


def test_names_above_the_root_do_not_exclude(tmp_path: Path) -> None:
    root = tmp_path / "build/project"
    tree(root, "a.py")
    assert files(root, "a.py", force_exclude=True) == ["a.py"]
    assert files(root) == ["a.py"]


def test_paths_are_relative_to_the_one_folder_else_to_the_working_directory(tmp_path: Path) -> None:
    tree(tmp_path, "one/a.py", "two/b.py")
    assert look(tmp_path, "one").root == tmp_path / "one"
    both = look(tmp_path, "one", "two")
    assert (both.root, list(both.files)) == (tmp_path, ["one/a.py", "two/b.py"])
    assert files(tmp_path, "one/a.py") == ["one/a.py"]
    assert files(tmp_path, "one", "one/a.py", "one") == ["one/a.py"]
    outside = look(tmp_path, "one/a.py", cwd=tmp_path / "two")
    assert list(outside.files) == [(tmp_path / "one/a.py").as_posix()]


def test_a_path_that_does_not_exist_is_the_users_mistake(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="no such file or folder: .*gone"):
        files(tmp_path, "gone")


def problems(root: Path, *names: str) -> list[tuple[str, str]]:
    return [(problem.path, problem.message) for problem in look(root, *names).problems]


def test_links_that_lead_in_circles_are_named_and_the_rest_is_read(tmp_path: Path) -> None:
    tree(tmp_path, "pkg/a.py")
    (tmp_path / "pkg/up").symlink_to("..")
    (tmp_path / "self").symlink_to("self")
    (tmp_path / "gone.py").symlink_to("nowhere.py")
    assert files(tmp_path) == ["pkg/a.py"]
    assert problems(tmp_path) == [
        ("gone.py", "a symbolic link that leads nowhere or to itself"),
        ("pkg/up", "a symbolic link to a folder above it: not followed"),
        ("self", "a symbolic link that leads nowhere or to itself"),
    ]


def test_links_to_what_is_read_anyway_are_not_read_twice(tmp_path: Path) -> None:
    tree(tmp_path / "in", "pkg/a.py", "notes.txt")
    tree(tmp_path / "out", "lib/b.py", "c.py")
    (tmp_path / "in/alias").symlink_to("pkg")
    (tmp_path / "in/alias.py").symlink_to("pkg/a.py")
    (tmp_path / "in/script.py").symlink_to("notes.txt")  # its target is not read by itself
    (tmp_path / "in/lib").symlink_to(tmp_path / "out/lib")
    (tmp_path / "in/lib2").symlink_to(tmp_path / "out/lib")
    (tmp_path / "in/c.py").symlink_to(tmp_path / "out/c.py")
    assert files(tmp_path / "in") == ["c.py", "lib/b.py", "pkg/a.py", "script.py"]
    assert problems(tmp_path / "in") == []


def test_two_links_outside_that_point_at_each_other_end(tmp_path: Path) -> None:
    tree(tmp_path, "in/a.py", "x/b.py", "y/c.py")
    (tmp_path / "in/x").symlink_to(tmp_path / "x")
    (tmp_path / "x/y").symlink_to(tmp_path / "y")
    (tmp_path / "y/x").symlink_to(tmp_path / "x")
    assert files(tmp_path / "in") == ["a.py", "x/b.py", "x/y/c.py"]


def test_a_folder_named_like_a_file_is_walked(tmp_path: Path) -> None:
    tree(tmp_path, "x.py/a.py", "y.ipynb/b.py")
    assert files(tmp_path) == ["x.py/a.py", "y.ipynb/b.py"]
    assert files(tmp_path, "x.py") == ["a.py"]


def test_what_is_not_a_file_is_a_problem(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.py")
    assert problems(tmp_path) == [("pipe.py", "not a regular file")]
    assert problems(tmp_path, "pipe.py") == [("pipe.py", "not a regular file")]


@pytest.mark.skipif(os.geteuid() == 0, reason="root may list every folder")
def test_a_folder_without_read_permission_is_a_problem(tmp_path: Path) -> None:
    tree(tmp_path, "shut/a.py", "open/b.py")
    (tmp_path / "shut").chmod(0)
    try:
        assert files(tmp_path) == ["open/b.py"]
        assert problems(tmp_path) == [("shut", "cannot list the folder: Permission denied")]
    finally:
        (tmp_path / "shut").chmod(0o755)


def test_strange_names_are_names(tmp_path: Path) -> None:
    tree(tmp_path, "a b.py", "ü.py", "new\nline.py", "[x].py", "!b.py", "#c.py")
    assert files(tmp_path) == sorted(["a b.py", "ü.py", "new\nline.py", "[x].py", "!b.py", "#c.py"])
