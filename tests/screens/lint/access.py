"""What a tool for accessibility finds (AT-SPI serves what ``QAccessible`` answers), and what stands on every screen."""

from __future__ import annotations

import re
from itertools import pairwise

from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QLabel, QWidget

from kiosk.ui.parts.choice import Choice
from kiosk.ui.speakable import is_secret
from kiosk.ui.theme import LOW_LANDSCAPE, LOW_PORTRAIT
from tests.screens.lint.rules import Wrong, rule
from tests.screens.lint.view import Box, View, interface, spoken, text_of

_ROLES = {
    QAccessible.Role.Button,
    QAccessible.Role.CheckBox,
    QAccessible.Role.RadioButton,
    QAccessible.Role.EditableText,
    QAccessible.Role.PageTab,
    QAccessible.Role.ListItem,
    QAccessible.Role.MenuItem,
}
"""What a control may call itself."""
_READ = (QAccessible.Text.Name, QAccessible.Text.Description, QAccessible.Text.Help, QAccessible.Text.Value)
_SLACK = 2.0
"""Pixels by which things in a row may stand unevenly."""


@rule("accessible-name")
def accessible_name(view: View) -> Wrong:
    """Every control has an accessible name, every text is read as what it shows, and the window says which screen it
    is."""
    for box in view.boxes:
        name = spoken(box.widget) if box.control or text_of(box.widget) else ""
        if box.control and not re.search(r"\w", name):
            yield box.widget, f"has the name {name!r}"
        elif isinstance(box.widget, QLabel) and box.widget.text().strip() and not name:
            yield box.widget, f"{box.widget.text()!r} has no name"
    if not view.window.windowTitle().strip():
        yield view.window, "the window has no title"


@rule("accessible-role")
def accessible_role(view: View) -> Wrong:
    """Every control says what it is (a button, a check box), that the focus can come to it, and whether it is on."""
    for box in view.controls:
        found = interface(box.widget)
        if found.role() not in _ROLES:
            yield box.widget, f"calls itself {found.role().name}"
        if box.enabled and not found.state().focusable:
            yield box.widget, "takes no focus"
        if found.state().disabled == box.enabled:
            yield box.widget, "does not say whether it can be pressed"


@rule("accessible-description")
def accessible_description(view: View) -> Wrong:
    """Every control says in a sentence of its own what it does."""
    for box in view.controls:
        if not spoken(box.widget, QAccessible.Text.Description):
            yield box.widget, "has no description"


@rule("focus-order")
def focus_order(view: View) -> Wrong:
    """The focus goes through all controls once, in the order in which they are read: to the right, then down."""
    usable = {box.widget: box for box in view.usable}
    if not usable:
        return
    chain: list[Box] = []
    first = min(usable.values(), key=lambda box: (box.rect.top, box.rect.left)).widget
    widget: QWidget | None = first
    for _ in range(2000):
        if widget is None:
            break
        if widget in usable:
            chain.append(usable.pop(widget))
        widget = widget.nextInFocusChain()
        if widget is first:
            break
    for left_out in usable.values():
        yield left_out.widget, "the focus never comes to it"
    breaks = []
    for before, after in pairwise(chain):
        right = after.rect.left >= before.rect.right - _SLACK
        below = after.rect.top >= before.rect.bottom - _SLACK
        if not (below or (right and after.rect.bottom > before.rect.top)):
            breaks.append((before, after))
    # Where the focus begins is the screen's own choice: the order is a ring and may be cut once.
    for before, after in breaks:
        yield after.widget, f"the focus comes to it from {before.name}, which stands after it"


@rule("words-with-symbols")
def words_with_symbols(view: View) -> Wrong:
    """A control says in words what it does: a picture, an arrow or a plus alone does not."""
    for box in view.controls:
        said = view.words_of(box.widget)
        number = getattr(box.widget, "number", "")
        plain = said.removeprefix(number).strip() if number else said
        if not re.search(r"\w", plain):
            yield box.widget, f"shows {said!r} only"


@rule("staff-call")
def staff_call(view: View) -> Wrong:
    """도움 요청 stands on every page of every screen, and first among the pages of the menu, and can be pressed."""
    turned = view.where.over == "menu" and view.where.page > 0
    if not turned and not any(box.widget.objectName() in ("help", "menu.help") for box in view.usable):
        yield None, "no staff call"


@rule("low-line")
def low_line(view: View) -> Wrong:
    """낮은 화면: no control stands above the line that can be reached from a wheelchair; a closed choice is read."""
    if view.where.settings.low:
        height = view.window.height()
        line = height * (1 - (LOW_LANDSCAPE if view.window.width() > height else LOW_PORTRAIT))
        for box in view.controls:
            read = isinstance(box.widget, Choice) and box.widget.closed
            if box.rect.top < line - 1 and not read:
                yield box.widget, f"stands {view.mm(line - box.rect.top):.0f} mm above the low line"


@rule("time-shown")
def time_shown(view: View) -> Wrong:
    """Where time runs out, the seconds that are left are written on the screen. (The menu hides them, but not the end:
    the question for more time takes its place.)"""
    seconds = None if view.where.over == "menu" else view.where.seconds
    if seconds is not None and not re.search(rf"(?<!\d){seconds}(?!\d)", view.said):
        yield None, f"nothing says that {seconds} seconds are left"


_RESIDENT = re.compile(r"(?<!\d)\d{6}\s?[-–]?\s?[0-9*]{7}(?!\d)")
"""A resident number, masked or not."""


@rule("personal-data")
def personal_data(view: View) -> Wrong:
    """Nothing that an accessibility tool, a log or another program could read holds personal data: neither a resident
    number nor what a widget marked secret shows."""
    kept = [text for box in view.boxes if is_secret(box.widget) and (text := text_of(box.widget)) and len(text) > 1]
    kept += [mark.text for _, mark in view.words if is_secret(mark.widget) and len(mark.text) > 1]
    for box in [Box(view.window, view.boxes[0].rect, control=False, enabled=True), *view.boxes]:
        for said in readable(box.widget):
            if _RESIDENT.search(said):
                yield box.widget, "holds a resident number"
            if any(secret in said for secret in kept):
                yield box.widget, "holds what is secret"


def readable(widget: QWidget) -> list[str]:
    """All that other programs can read of a widget."""
    found = interface(widget)
    said = [found.text(kind) for kind in _READ]
    return [
        text
        for text in (*said, widget.objectName(), widget.windowTitle(), widget.toolTip(), widget.statusTip())
        if text
    ]
