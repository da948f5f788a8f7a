"""What a screen's class is: from a Screen value (and what is typed so far) to a Page; from presses to facts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Generic, Protocol, TypeVar

from forms.catalogue import DOCUMENTS, Option
from kiosk.core.presses import BackPressed, CancelPressed, CitizenFact
from kiosk.core.screens import OrderLine, Screen
from kiosk.ui.draft import Draft
from kiosk.ui.kit import Kit
from kiosk.ui.page import Page
from kiosk.ui.parts.button import Button
from kiosk.ui.presets import is_in

S = TypeVar("S", bound=Screen)


class Outlet(Protocol):
    """Where a screen's presses go."""

    def send(self, fact: CitizenFact) -> None:
        """Post it; the screen takes no more presses until the answer is there."""

    def redraw(self) -> None:
        """The draft changed what is to be seen."""

    def touched(self) -> None:
        """The citizen is at work within this screen: time starts again."""


class ScreenView(Generic[S]):
    """Built anew for each view; keeps nothing but what its draft keeps."""

    @staticmethod
    def given(screen: S) -> Mapping[str, str]:
        """What a new draft of this screen begins with: what was handed in before, if the citizen comes back to it."""
        return {}

    @staticmethod
    def keeps(before: S, screen: Screen) -> bool:
        """Whether what was typed into ``before`` is kept while ``screen`` is shown."""
        return True

    took = True
    """Whether there was room for the digit that was typed last."""

    def __init__(self, kit: Kit, screen: S, draft: Draft, outlet: Outlet) -> None:
        self.kit, self.screen, self.draft, self.outlet = kit, screen, draft, outlet
        self.strings = kit.strings
        self.text = kit.strings.text

    def page(self) -> Page:
        raise NotImplementedError

    def back(self) -> None:
        """이전. A screen with views of its own goes back among them first."""
        self.send(BackPressed(self.screen.number))

    def home(self) -> None:
        self.send(CancelPressed(self.screen.number))

    def digit(self, digit: str) -> bool:
        """A digit from the keypad; False: it is a choice's number."""
        return False

    def correct(self) -> bool:
        """정정 from the keypad; False: nothing to correct here."""
        return False

    def confirm(self) -> Button | None:
        """What 확인 on the keypad presses while digits are typed."""
        return None

    def if_time_ends(self) -> str:
        """What becomes of the money; said with the question for more time. Empty: there is none."""
        credit = self.screen.credit
        return self.text("more.money", amount=self.strings.money(credit)) if credit else ""

    def send(self, fact: CitizenFact) -> None:
        self.outlet.send(fact)

    # --- phrases that several screens share ----------------------------------------------------------------------

    def line_words(self, line: OrderLine) -> str:
        copies = self.strings.counted("copies", line.copies)
        return self.text("confirm.line", document=self.strings.document(line.document), copies=copies)

    def option_words(self, option: Option, value: str) -> str:
        """Its name; with how much of it, where there is a choice of that."""
        name = self.text(f"option.{option.key}")
        if len(option.values) == 2 or not is_in(value):
            return name
        return self.text("options.value", option=name, value=self.state_words(option, value))

    def state_words(self, option: Option, value: str) -> str:
        """In, out, or how much of it."""
        if len(option.values) > 2 and is_in(value):
            return self.text(f"option.{option.key}.{value}")
        return self.text("option.include" if is_in(value) else "option.omit")

    def money_words(self, line: OrderLine) -> str:
        """Its fee; 면제 where it is waived."""
        return self.text("fee.exempt") if line.exempt else self.strings.money(line.fee)

    def included(self, line: OrderLine) -> str:
        """The options that are in, by name."""
        chosen = dict(line.options)
        names = []
        for option in DOCUMENTS[line.document].options:
            value = chosen.get(option.key, option.default)
            if is_in(value):
                names.append(self.option_words(option, value))
        return self.text("confirm.includes", options=", ".join(names)) if names else self.text("confirm.plain")
