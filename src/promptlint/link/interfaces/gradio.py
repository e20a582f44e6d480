"""Gradio: components hold a value, events call a function with the values of the components they name.

Source: https://www.gradio.app/docs (components, ``Blocks`` event listeners, ``Interface``, ``ChatInterface``).
"""

from __future__ import annotations

from promptlint.link.interfaces.widget import Widget

PACKAGE = "gradio"
WIDGETS = {
    "Dropdown": Widget(("choices",), options="choices"),
    "Radio": Widget(("choices",), options="choices"),
    "Textbox": Widget(("value",)),
    "TextArea": Widget(("value",)),
    "Text": Widget(("value",)),
    "State": Widget(("value",)),
    "Variable": Widget(("value",)),
    "Number": Widget(("value",)),
    "Slider": Widget(("minimum", "maximum", "value")),
    "Checkbox": Widget(("value",)),
    "Code": Widget(("value",)),
}
RETURNING_ITSELF = frozenset({"style", "render"})
"""Methods of a component that give the component."""
EVENTS: frozenset[str] = frozenset(
    {
        "click",
        "submit",
        "change",
        "input",
        "select",
        "load",
        "then",
        "success",
        "upload",
        "release",
        "blur",
        "focus",
        "stream",
        "tick",
        "double_click",
        "key_up",
        "like",
        "retry",
        "undo",
    }
)
"""Methods of components and of what they return that take a function and the components it is called with."""
INJECTED: frozenset[str] = frozenset(
    {"Request", "Progress", "EventData", "SelectData", "LikeData", "KeyUpData", "OAuthProfile", "OAuthToken"}
)
"""Types of parameters that Gradio fills itself, beside the inputs."""
