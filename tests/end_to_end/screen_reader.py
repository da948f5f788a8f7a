"""A screen reader of its own process: reads one application by AT-SPI and presses what it is told to.

Run by the system's Python (``python3-gi`` and ``gir1.2-atspi-2.0``; the project's own environment has no GObject). One
JSON object a line each way:

    {"do": "look"}               → {"title": …, "controls": [{"role", "name", "description", "focused", "enabled"}],
                                    "texts": […]}          what shows now; an empty title: no window yet
    {"do": "press", "name": …}   → {"ok": true} or {"ok": false, "why": …}   the control of just this name

Only names, roles, states and actions are used: what a blind person's tool has.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from typing import Any

import gi

gi.require_version("Atspi", "2.0")
from gi.repository import Atspi, GLib  # noqa: E402 - the version comes first

PRESSES = ("Press", "Toggle")
MOST_TRIES = 50
"""A screen may be replaced while it is read: then it is read again."""


def windows() -> Iterator[Any]:
    desktop = Atspi.get_desktop(0)
    for number in range(desktop.get_child_count()):
        application = desktop.get_child_at_index(number)
        for window in range(application.get_child_count() if application else 0):
            yield application.get_child_at_index(window)


def showing(node: Any) -> Iterator[Any]:
    """``node`` and all below it that can be seen."""
    if node is None or not node.get_state_set().contains(Atspi.StateType.SHOWING):
        return
    yield node
    for number in range(node.get_child_count()):
        yield from showing(node.get_child_at_index(number))


def press_action(node: Any) -> int | None:
    names = [node.get_action_name(number) for number in range(node.get_n_actions())]
    return next((number for number, name in enumerate(names) if name in PRESSES), None)


def is_control(node: Any) -> bool:
    return "button" in node.get_role_name() or node.get_role_name() in ("check box", "list item")


def look() -> dict[str, Any]:
    title, controls, texts = "", [], []
    for window in windows():
        title = title or window.get_name()
        for node in showing(window):
            states = node.get_state_set()
            if is_control(node):
                controls.append(
                    {
                        "role": node.get_role_name(),
                        "name": node.get_name(),
                        "description": node.get_description(),
                        "focused": states.contains(Atspi.StateType.FOCUSED),
                        "enabled": states.contains(Atspi.StateType.SENSITIVE),
                    }
                )
            elif node.get_role_name() == "label" and node.get_name():
                texts.append(node.get_name())
    return {"title": title, "controls": controls, "texts": texts}


def press(name: str) -> dict[str, Any]:
    named = [node for window in windows() for node in showing(window) if is_control(node) and node.get_name() == name]
    if len(named) != 1:
        return {"ok": False, "why": f"{len(named)} controls are called {name!r}"}
    action = press_action(named[0])
    if action is None:
        return {"ok": False, "why": f"{name!r} can not be pressed"}
    named[0].do_action(action)
    return {"ok": True}


def answer(request: dict[str, Any]) -> dict[str, Any]:
    for _ in range(MOST_TRIES):
        try:
            return press(request["name"]) if request["do"] == "press" else look()
        except (GLib.GError, AttributeError):
            continue
    return {"ok": False, "why": "the screen never stood still", "title": "", "controls": [], "texts": []}


def main() -> None:
    for line in sys.stdin:
        sys.stdout.write(json.dumps(answer(json.loads(line)), ensure_ascii=False) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
