"""All that can be read of a window without looking at it, and all that is painted on it."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtGui import QAccessible, QAccessibleInterface, QAccessibleTextInterface
from PySide6.QtWidgets import QWidget

from kiosk.ui.window import KioskWindow
from tests.screens.lint.access import readable
from tests.screens.lint.paint import Words, record
from tests.screens.lint.view import interface

_READ = (QAccessible.Text.Name, QAccessible.Text.Description, QAccessible.Text.Help, QAccessible.Text.Value)


def accessible(window: KioskWindow) -> list[str]:
    """By the tree that a screen reader walks, hidden parts too, and by what is written on the widgets themselves."""
    widgets = [window, *window.findChildren(QWidget)]
    return [*_tree(interface(window)), *(text for widget in widgets for text in readable(widget))]


def _tree(node: QAccessibleInterface) -> Iterator[str]:
    yield from (text for kind in _READ if (text := node.text(kind)))
    typed: QAccessibleTextInterface | None = node.textInterface()
    if typed is not None and typed.characterCount():
        yield typed.text(0, typed.characterCount())
    for place in range(node.childCount()):
        yield from _tree(node.child(place))


def painted(window: KioskWindow) -> list[str]:
    return [mark.text for mark in record(window) if isinstance(mark, Words)]
