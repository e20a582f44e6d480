"""Streamlit: calling an input element gives what it holds.

Source: https://docs.streamlit.io/develop/api-reference/widgets.
"""

from __future__ import annotations

from promptlint.link.interfaces.widget import Widget

PACKAGE = "streamlit"
_CHOICE = Widget(("label", "options", "index"), value="", options="options", place="index", first=True)
_TEXT = Widget(("label", "value"))
WIDGETS = {
    "selectbox": _CHOICE,
    "radio": _CHOICE,
    "select_slider": Widget(("label", "options", "value"), options="options", first=True),
    "pills": Widget(("label", "options"), value="default", options="options"),
    "segmented_control": Widget(("label", "options"), value="default", options="options"),
    "text_input": _TEXT,
    "text_area": _TEXT,
    "number_input": Widget(("label", "min_value", "max_value", "value")),
    "slider": Widget(("label", "min_value", "max_value", "value")),
}
