"""Which words a screen of the core asks for: every key that it says something by has some, in the catalogue of Korean.
(English has the same keys: tests/screens/test_words.)"""

from __future__ import annotations

from collections.abc import Iterator

from kiosk.core.screens import (
    ChooseScreen,
    ConfirmScreen,
    InsertCardScreen,
    NoticeScreen,
    OutOfServiceScreen,
    PayingOutScreen,
    PayScreen,
    PersonScreen,
    Screen,
    StartScreen,
    TakeScreen,
    TroubleScreen,
    WaitScreen,
)
from kiosk.ui.error_key import error_key
from kiosk.ui.strings import Language, catalogue

_WORDS = catalogue(Language.KO)


def missing(screen: Screen) -> list[str]:
    """Keys without words. One of ``error`` is logged by the screens' own choice of them, and so fails the test."""
    if isinstance(screen, NoticeScreen | TroubleScreen):
        error_key(_WORDS, screen.code, screen.detail)
    return [key for key in _asked(screen) if key not in _WORDS]


def _asked(screen: Screen) -> Iterator[str]:
    if screen.notice is not None:
        yield f"banner.{screen.notice}"
    match screen:
        case StartScreen(documents=documents) | ChooseScreen(documents=documents):
            yield from (f"closed.{item.closed}" for item in documents if item.closed is not None)
            yield from (f"closed.{item.only_exempt}" for item in documents if item.only_exempt is not None)
        case OutOfServiceScreen(reason=reason, code=code):
            key = f"printer.{code}" if reason == "printer" else reason
            yield from (f"closed_kiosk.{key}", f"closed_kiosk_what.{key}")
        case InsertCardScreen(problem=problem) if problem is not None:
            yield f"insert.{problem}"
        case PersonScreen(persons=persons):
            yield from (f"relation.{person.relation}" for person in persons)
        case ConfirmScreen(exemption=exemption, unpayable=unpayable):
            if exemption is not None and not exemption.granted:
                yield f"exempt_not.{exemption.why}"
            if unpayable is not None:
                yield f"closed.{unpayable}"
        case PayScreen(reason=reason, accepted=accepted) if reason is not None:
            some = any(taken for _, taken in accepted)
            yield from (f"pay.reason.{reason}", f"pay.reason_from.{reason}") if some else (f"pay.reason_all.{reason}",)
        case WaitScreen(waiting=waiting):
            yield from (f"wait.{waiting}", f"wait.{waiting}_what")
        case PayingOutScreen(purpose=purpose):
            yield f"paying_out.{purpose}"
    if isinstance(screen, TakeScreen | NoticeScreen) and screen.slip != "none":
        yield f"slip_screen.{screen.slip}"
