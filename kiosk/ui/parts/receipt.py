"""The receipt, as the last word of a visit tells of it: that it comes and where, what stands on it, and what to write
down if it does not come."""

from __future__ import annotations

from kiosk.core.screens import NoticeScreen, SlipState, TakeScreen
from kiosk.ui.kit import Kit
from kiosk.ui.parts.money import to_be_written_down
from kiosk.ui.parts.panels import Panel

LastWord = TakeScreen | NoticeScreen


def comes(screen: LastWord) -> bool:
    """It is being printed, or it is out."""
    return screen.slip in (SlipState.PRINTING, SlipState.PRINTED)


def told(kit: Kit, screen: LastWord) -> tuple[str, str]:
    """Of one that comes: that it does, and where."""
    return kit.strings.text(f"slip_screen.{screen.slip.value}"), kit.strings.text("slip_screen.where")


def numbered(kit: Kit, screen: LastWord) -> str:
    """What the visit is looked up by."""
    if kit.large:  # it is never torn
        return f"{kit.strings.text('slip_screen.number', claim='').strip()}\n{screen.receipt}"
    return kit.strings.text("slip_screen.number", claim=screen.receipt)


def sums(kit: Kit, screen: LastWord) -> str:
    """What was put in, and the fee; nothing was issued where the last word is a notice."""
    money, paid = kit.strings.money, screen.paid if isinstance(screen, TakeScreen) else 0
    return kit.strings.text("slip_screen.sums", inserted=money(screen.inserted), paid=money(paid))


def instead(kit: Kit, screen: LastWord, *below: str) -> Panel:
    """None came out: what would stand on it. (What came back stands elsewhere; the paper has its own number.)"""
    text = kit.strings.text
    panel = to_be_written_down(
        kit,
        text("slip_screen.failed"),
        "slip_screen.number",
        [screen.receipt],
        sums(kit, screen),
        text("slip_screen.ask"),
        *below,
    )
    panel.vital = 3
    return panel
