"""Names that hold what a maker makes are found wherever they stand in a text, however long it is."""

from __future__ import annotations

import pytest

from promptlint.link.holders import NEAR, holders

FAR = "# nothing of interest\n" * (NEAR // 10)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("a = Maker()", {"a"}),
        ("a: Maker", {"a"}),
        ("a: list[Maker] = []", {"a"}),
        ("a: int = await pkg.Maker[str](x)", {"a"}),
        ("a = \\\n    Maker()", set()),
        ("a =\n    Maker()", {"a"}),
        ("@pkg.Maker(x,\n  y)\nasync def a(): pass", {"a"}),
        ("a = MakerOf()", set()),
        ("a = Remaker()", set()),
        ("a = 'Maker'", set()),
        ("a = Maker()\nb = a\n", {"a", "b"}),
        ("a = Maker()\nf(b=self.a)", {"a", "b"}),
        ("a = Maker()\nb = a.c\n", {"a"}),
    ],
)
@pytest.mark.parametrize("around", ["", FAR])
def test_names_of_holders(text: str, names: set[str], around: str) -> None:
    assert holders([f"{around}\n{text}\n{around}"], ["Maker", "Other"]) == names


def test_several_places_of_one_text() -> None:
    text = FAR.join(("a = Maker()\n", "b = Other()\n", "c = a\n", "d: Maker\n", "x = c\n"))
    assert holders([text, "y = d\n"], ["Maker", "Other"]) == {"a", "b", "c", "d", "x", "y"}
