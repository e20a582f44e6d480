"""Template languages as text with holes: what is counted, what is named, what is bounded."""

from __future__ import annotations

import time

import pytest

from promptlint.link import templates
from promptlint.link.jinja import CLOSERS, Style, delimited, tokens
from promptlint.link.values import Text, text_of
from promptlint.model import Hole, Origin

HERE = Origin("prompts/a.j2", 1, 9, "file")


def shown(item: Text) -> str:
    """The text with each hole as ``<expression>``."""
    return "".join(f"<{p.expr}>" if isinstance(p, Hole) else p.text for p in item.parts)


@pytest.mark.parametrize(
    ("template", "expected"),
    [
        ("Hello {{ name }}!", "Hello <name>!"),
        ("Hello {{ user.name | upper }}", "Hello <user.name | upper>"),
        ("a{# not sent, {{ x }} #}b", "ab"),
        ("a\n{#- tight -#}\nb", "ab"),
        ("{% set x = 1 %}Set", "Set"),
        ("{% if x %}yes{% else %}no{% endif %}", "<% if x %>yes<% else %>no<% endif %>"),
        ("{% for a in b -%}\n {{ a }}\n{%- endfor %}.", "<% for a in b %><a><% endfor %>."),
        ("{% raw %}{{ kept }} {# too #}{% endraw %}", "{{ kept }} {# too #}"),
        ("a {%- raw -%} {{ b }} {%- endraw -%} c", "a{{ b }}c"),
        ("{% raw %}{{ never closed }}", "<never closed>"),
        ("{% block a %}inside{% endblock %}", "inside"),
        ("{% endblock %}loose", "loose"),
        ("one line end goes\n", "one line end goes"),
        ("two stay as one\n\n", "two stay as one\n"),
        ("open {{ for ever", "open {{ for ever"),
        ("100 % of {it}", "100 % of {it}"),  # fields of another language
        ("{% include 'x.j2' %}", "<% include 'x.j2' %>"),  # no project, no file
        ("", ""),
    ],
)
def test_jinja(template: str, expected: str) -> None:
    assert shown(templates.jinja(text_of(template, HERE))) == expected


@pytest.mark.parametrize(
    ("template", "style", "expected"),
    [
        # The results are those of Jinja 3.1 itself.
        ("a\n  {% set x = 1 %}\nb\n", Style(), "a\n  \nb"),
        ("a\n  {% set x = 1 %}\nb\n", Style(trim_blocks=True), "a\n  b"),
        ("a\n  {% set x = 1 %}\nb\n", Style(lstrip_blocks=True), "a\n\nb"),
        ("a\n  {# c #}\nb\n", Style(trim_blocks=True, lstrip_blocks=True), "a\nb"),
        ("a\n  {%+ set x = 1 +%}\nb\n", Style(trim_blocks=True, lstrip_blocks=True), "a\n  \nb"),
        ("a {% set x = 1 %}\n", Style(lstrip_blocks=True), "a "),
        ("  {{ x }}\n\n", Style(trim_blocks=True, lstrip_blocks=True), "  <x>\n"),
        ("a\n", Style(keep_trailing_newline=True), "a\n"),
        ("{% raw %}\n r {% endraw %}\n {% set x = 1 %}", Style(trim_blocks=True, lstrip_blocks=True), "\n r "),
        ("a {%- raw -%} {{ b }} {%- endraw -%} c", Style(), "a{{ b }}c"),
    ],
)
def test_white_space_is_that_of_the_environment(template: str, style: Style, expected: str) -> None:
    assert shown(templates.jinja(text_of(template, HERE), style)) == expected


@pytest.mark.parametrize(
    ("template", "expected"),
    [
        ("Hello {{name}}!", "Hello <name>!"),
        ("Hello {{{ name }}}!", "Hello <name>!"),
        ("Hello {{& name }}", "Hello <name>"),
        ("a{{! a comment of several words }}b", "ab"),
        ("a{{!-- with }} inside --}}b", "ab"),
        ("{{#each items}}- {{this}}\n{{/each}}", "<#each items>- <this>\n</each>"),
        ("{{#if x}}y{{else}}z{{/if}}", "<#if x>y<else>z</if>"),
        ("{{^none}}nothing{{/none}}", "<^none>nothing</none>"),
        ("{{> footer}}", "<> footer>"),
        ("{one} {{", "{one} {{"),
        ("{{}}", ""),
    ],
)
def test_mustache(template: str, expected: str) -> None:
    assert shown(templates.mustache(text_of(template, HERE))) == expected


def test_pieces_keep_every_character() -> None:
    text = "a{{b}}c{%d%}e{#f#}g{{"
    pieces = [f"{t.opener}{t.text}{CLOSERS.get(t.opener, '')}" for t in delimited(text, CLOSERS)]
    assert "".join(pieces) == text


@pytest.mark.parametrize("hostile", ["{{", "{#", "{% raw %}", "{{!", "{%if x%}", "{# #} {{", "{% block a %}", "}}{{"])
def test_hostile_templates_take_no_longer_than_their_length(hostile: str) -> None:
    text = text_of(hostile * (150_000 // len(hostile)), HERE)
    started = time.process_time()
    templates.jinja(text)
    templates.mustache(text)
    tokens(text.exact or "")
    assert time.process_time() - started < 5
