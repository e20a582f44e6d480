"""The configuration file: what is found, what is taken, and one line for each mistake."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from promptlint.config import DEFAULT_EXCLUDE, Config, PriceOverride
from promptlint.config_file import load_config
from promptlint.config_place import find_config
from promptlint.errors import UserError
from promptlint.model import Rates, Tier
from promptlint.toml_file import key_lines

FULL = """\
select = ["PL1"]
ignore = ["PL103"]
extend-select = ["PL501"]
exclude = ["generated"]
extend-exclude = ["docs/*.py"]
force-exclude = true
rules = ["lint/prompts"]
sdks = ["lint/sdks"]
prompt-files = ["prompts/*.md"]
assumed-output-tokens = 300
as-of = 2026-11-01

[per-file-ignores]
"tests/*" = ["PL501"]

[prices."gpt-4o"]
input = 1.10
output = 4
cached-input = "0.5"

[deployments]
prod-chat = "gpt-4o"

[rule.PL101]
max-input-tokens = 900
"""


def write(folder: Path, text: str, name: str = "promptlint.toml") -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def test_every_key_is_taken(tmp_path: Path) -> None:
    (tmp_path / "lint/prompts").mkdir(parents=True)
    (tmp_path / "lint/sdks").mkdir()
    path = write(tmp_path, FULL)
    assert load_config(path) == Config(
        root=tmp_path,
        source=path,
        select=("PL1",),
        ignore=("PL103",),
        extend_select=("PL501",),
        per_file_ignores=(("tests/*", ("PL501",)),),
        exclude=("generated",),
        extend_exclude=("docs/*.py",),
        force_exclude=True,
        rules=(tmp_path / "lint/prompts",),
        sdks=(tmp_path / "lint/sdks",),
        prompt_files=("prompts/*.md",),
        prices=(PriceOverride("gpt-4o", (Tier("", 0, Rates(Decimal("1.10"), Decimal(4), Decimal("0.5"))),)),),
        deployments=(("prod-chat", "gpt-4o"),),
        assumed_output_tokens=300,
        rule=(("PL101", (("max-input-tokens", 900),)),),
        as_of=date(2026, 11, 1),
    )


def test_pyproject_holds_the_same_keys_under_tool_promptlint(tmp_path: Path) -> None:
    text = (
        '[project]\nname = "x"\nselect = 3\n[tool.promptlint]\nselect = ["PL1"]\n[tool.promptlint.rule.PL101]\nn = 1\n'
    )
    config = load_config(write(tmp_path, text, "pyproject.toml"))
    assert config.select == ("PL1",)
    assert config.rule == (("PL101", (("n", 1),)),)
    assert dict(config.lines) == {"select": 5, "rule.PL101": 6, "rule.PL101.n": 7}


def test_defaults_without_any_key(tmp_path: Path) -> None:
    config = load_config(write(tmp_path, "# nothing\n"))
    assert (config.select, config.ignore, config.exclude) == (("ALL",), (), DEFAULT_EXCLUDE)


CACHE_DIR = "cache-dir must be a folder below {folder}; for one elsewhere set PROMPTLINT_CACHE_DIR"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('selct = ["PL1"]', "1: unknown key 'selct'; did you mean 'select'?"),
        ('extend_select = ["PL1"]', "1: unknown key 'extend_select'; did you mean 'extend-select'?"),
        ("nonsense = 1", "1: unknown key 'nonsense'"),
        ('select = "PL1"', '1: select must be a list of strings, as in ["a", "b"]'),
        ("select = [1]", '1: select must be a list of strings, as in ["a", "b"]'),
        ("\nassumed-output-tokens = 0", "2: assumed-output-tokens must be a whole number from 1 on"),
        ("assumed-output-tokens = true", "1: assumed-output-tokens must be a whole number from 1 on"),
        ("assumed-output-tokens = 1.5", "1: assumed-output-tokens must be a whole number from 1 on"),
        ('force-exclude = "yes"', "1: force-exclude must be true or false"),
        ('cache-dir = "/tmp/cache"', "1: " + CACHE_DIR),
        ('cache-dir = "a/../../b"', "1: " + CACHE_DIR),
        ("cache-dir = 3", "1: " + CACHE_DIR),
        ('as-of = "yesterday"', "1: as-of must be a date, as in 2026-11-01"),
        ("as-of = 2026-11-01T10:00:00", "1: as-of must be a date, as in 2026-11-01"),
        ("as-of = 20261101", "1: as-of must be a date, as in 2026-11-01"),
        ("prices = 3", "1: prices must be a table, as in [tool.promptlint.prices]"),
        ('[prices."m"]\noutput = 3', "1: prices.m needs at least input = USD per million tokens"),
        ('[prices."m"]\ninput = -1', "2: prices.m.input must be 0 or more USD per million tokens"),
        ('[prices."m"]\ninput = nan', "2: prices.m.input must be 0 or more USD per million tokens"),
        ('[prices."m"]\ninput = "cheap"', "2: prices.m.input must be a number of USD per million tokens"),
        ('[prices."m"]\ninput = true', "2: prices.m.input must be a number of USD per million tokens"),
        ('[prices."m"]\ninput = 1\nouput = 2', "3: unknown key 'prices.m.ouput'; did you mean 'output'?"),
        ("[deployments]\nx = 3", '2: deployments.x must be the name of a model, as in "gpt-4o"'),
        ('[per-file-ignores]\n"a.py" = "PL1"', '2: per-file-ignores.a.py must be a list of strings, as in ["a", "b"]'),
        ("rule = []", "1: rule must be a table, as in [tool.promptlint.rule]"),
        ("[rule]\nPL101 = 3", "2: rule.PL101 must be a table, as in [tool.promptlint.rule.PL101]"),
        ('rules = ["gone"]', "1: rules: no such folder 'gone' in {folder}"),
        ("[tool.promptlint]\nselect = []", "1: promptlint.toml takes its keys at the top, without [tool.promptlint]"),
        ("select = [", " not valid TOML: "),
        ("a = 1\nb = = 2", "2: not valid TOML: "),
    ],
)
def test_a_mistake_is_one_line_with_its_place(tmp_path: Path, text: str, expected: str) -> None:
    path = write(tmp_path, text)
    with pytest.raises(UserError) as error:
        load_config(path)
    message = str(error.value)
    wanted = expected.replace("{folder}", str(tmp_path))
    assert "\n" not in message
    assert message.startswith(f"{path}:{wanted}")
    assert wanted.endswith(": ") or message == f"{path}:{wanted}"


def test_all_mistakes_at_once(tmp_path: Path) -> None:
    path = write(tmp_path, "selct = []\nignore = 3\n[prices.m]\ninput = -1\n")
    with pytest.raises(UserError) as error:
        load_config(path)
    assert [line.removeprefix(f"{path}:")[0] for line in str(error.value).splitlines()] == ["1", "2", "4"]


def test_a_file_that_is_not_utf8_or_not_there(tmp_path: Path) -> None:
    bad = tmp_path / "promptlint.toml"
    bad.write_bytes(b'select = ["\xff"]')
    with pytest.raises(UserError, match="not UTF-8"):
        load_config(bad)
    with pytest.raises(UserError, match="cannot read the configuration: No such file"):
        load_config(tmp_path / "gone.toml")


def test_a_byte_order_mark_is_no_obstacle(tmp_path: Path) -> None:
    path = tmp_path / "promptlint.toml"
    path.write_bytes(b'\xef\xbb\xbfselect = ["PL1"]\n')
    assert load_config(path).select == ("PL1",)


def test_the_nearest_configuration_upwards_is_found(tmp_path: Path) -> None:
    outer = write(tmp_path, "[tool.promptlint]\n", "pyproject.toml")
    # A nearer pyproject.toml without our section does not count, even when it speaks of promptlint.
    write(tmp_path / "app", '[project]\ndependencies = ["promptlint-cost"]\n', "pyproject.toml")
    deep = tmp_path / "app/pkg"
    deep.mkdir()
    (deep / "a.py").write_text("")
    assert find_config(deep) == outer
    assert find_config(deep / "a.py") == outer
    inner = write(tmp_path / "app", "")
    assert find_config(deep) == inner


def test_promptlint_toml_wins_over_pyproject_beside_it(tmp_path: Path) -> None:
    write(tmp_path, "[tool.promptlint]\n", "pyproject.toml")
    own = write(tmp_path, "")
    assert find_config(tmp_path) == own


def test_other_peoples_pyproject_is_not_judged(tmp_path: Path) -> None:
    write(tmp_path, "this is = = not toml", "pyproject.toml")
    assert find_config(tmp_path) is None


def test_key_lines_know_tables_dotted_and_quoted_keys() -> None:
    text = 'a = 1\n[t."x.y"]\nb.c = 2\n  "d e" = 3\n[[list]]\n# f = 1\ng = """\n'
    assert key_lines(text) == {
        "a": 1, "t.x.y": 2, "t.x.y.b.c": 3, "t.x.y.d e": 4, "list": 5, "list.g": 7,
    }  # fmt: skip
