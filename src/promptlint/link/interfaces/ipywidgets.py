"""Widgets of notebooks: an object holds a value that is read as an attribute.

Source: https://ipywidgets.readthedocs.io/en/stable/examples/Widget%20List.html.
"""

from __future__ import annotations

from promptlint.link.interfaces.widget import Widget

PACKAGE = "ipywidgets"
_CHOICE = Widget((), options="options", first=True)
_TEXT = Widget(("value",))
WIDGETS = {
    "Dropdown": _CHOICE,
    "Select": _CHOICE,
    "RadioButtons": _CHOICE,
    "ToggleButtons": _CHOICE,
    "SelectionSlider": _CHOICE,
    "Text": _TEXT,
    "Textarea": _TEXT,
    "Combobox": _TEXT,
    "IntText": _TEXT,
    "FloatText": _TEXT,
    "IntSlider": _TEXT,
    "FloatSlider": _TEXT,
}
