"""One view of one screen, as the screen's class describes it to the frame."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtWidgets import QWidget

from kiosk.core.screens import Step
from kiosk.ui.parts.button import Button


@dataclass(kw_only=True)
class Page:
    title: str
    lead: str = ""
    step: Step | None = None
    identification: bool = False
    """Whether it is one of the visit's steps."""
    blocks: Sequence[QWidget] = ()
    actions: Sequence[Button] = ()
    """The main action first."""
    first: Button | None = None
    """Where the focus begins; None: at the first choice, else at the main action."""
    preselects: bool = True
    """False: the focus begins nowhere, so 확인 alone presses nothing; who answers has to choose."""
    types: bool = False
    """Digits are typed here: no control is reached by its number."""
    home: str | None = "foot.home"
    """Key of the words for giving up; None: not offered here."""
    back: bool = False
    hero: bool = False
    """A single message on a tinted ground, in display letters."""
    whole: Callable[[], None] | None = None
    """A touch anywhere on the tinted ground does this."""
    asks: bool = True
    """Before time runs out it is asked whether to go on. False: there is nothing to go on with, it just ends."""
    time_ends: str = "more.seconds"
    """Key of the words for where it leads when time runs out, with ``{seconds}``."""
    stops: bool = True
    """아니요 to that question ends the visit at once."""
