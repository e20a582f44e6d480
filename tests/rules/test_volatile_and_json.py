"""What counts as changing with every request, and what as indented JSON."""

from __future__ import annotations

import pytest

from promptlint.checks.volatile_start import changes_every_time
from tests.rules.rule_calls import findings, make_call, message, model, price


@pytest.mark.parametrize(
    "expr",
    [
        "datetime.now()",
        "datetime.datetime.utcnow()",
        "datetime.now(timezone.utc).isoformat()",
        "datetime.now(ZoneInfo('Europe/Berlin')).strftime('%Y-%m-%d %H:%M')",
        "datetime.now().astimezone().isoformat()",
        "time.time()",
        "int(time.time())",
        "uuid.uuid4()",
        "str(uuid4())[:8]",
        "secrets.token_hex(4)",
    ],
)
def test_new_in_every_request(expr: str) -> None:
    assert changes_every_time(expr)


@pytest.mark.parametrize(
    "expr",
    [
        "datetime.now().date()",
        "datetime.now().year",
        "datetime.now().strftime('%Y-%m-%d')",
        "datetime.now().strftime('%B %d, %Y')",
        "datetime.now().strftime(FORMAT)",  # nobody knows what is in it
        "datetime.today().date()",
        "date.today()",
        "date.today().isoformat()",
        "uuid.uuid5(NAMESPACE, name)",  # the same for the same name
        "uuid",
        "time.strftime('%Y-%m-%d')",
        "time.sleep(1)",
        "meeting.datetime",
        "now",
        "request_id",
        "random.choice(GREETINGS)",  # one of few starts can be kept
        "mytime.time",
    ],
)
def test_the_same_for_many_requests_or_not_known(expr: str) -> None:
    assert not changes_every_time(expr)


def data(expr: str, **fields: object) -> list[str]:
    call = make_call(message(f"Summarise: «{expr}»"), models=[model("gpt-6-luna")], **fields)
    return [found.message for found in findings("PL302", price(call))]


@pytest.mark.parametrize(
    "expr",
    [
        "json.dumps(rows, indent=2)",
        "json.dumps(rows, indent = 4, ensure_ascii=False)",
        "json.dumps([row.as_dict() for row in rows], default=str, indent=2)",
        'json.dumps(rows, indent="  ")',
        r"json.dumps(rows, indent='\t')",
        "order.model_dump_json(indent=2)",
        "'Orders: ' + json.dumps(rows, indent=1)",
    ],
)
def test_indented(expr: str) -> None:
    (said,) = data(expr)
    assert said.startswith(("json.dumps with indent", "model_dump_json with indent"))


@pytest.mark.parametrize(
    "expr",
    [
        "json.dumps(rows)",
        "json.dumps(rows, indent=None)",
        "json.dumps(rows, indent=0)",
        "json.dumps(rows, indent=width)",
        "json.dumps(rows, sort_keys=True)",
        "textwrap.indent(json.dumps(rows), '  ')",
        "yaml.dump(rows, indent=2)",  # YAML lives by its indentation
        "ET.indent(tree, 2)",
        "format(json.dumps(rows), indent=2)",  # another function's indentation
        "json.loads(text)",
        "rows",
    ],
)
def test_not_indented_or_not_known(expr: str) -> None:
    assert data(expr) == []


@pytest.mark.parametrize("kind", ["embedding", "image", "audio", "moderation", "rerank"])
def test_data_that_is_no_prompt(kind: str) -> None:
    assert data("json.dumps(rows, indent=2)", kind=kind) == []
