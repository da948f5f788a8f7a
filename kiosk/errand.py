"""The visit's own process, as the kiosk sees it: asked to compose and issue, killed at the end, the next one already
warm.

A fork server holds the fonts and the page kit once; each errand is a copy-on-write fork of it that waits at its pipe.
All orders and ``wipe`` return at once; what comes of them is posted as facts. An errand that dies by
itself is a fact (``ErrandEnded``), one that is wiped is not. Wiping is SIGKILL and reap: nothing in the errand can
delay it, and all that was fetched and drawn goes with its memory.
"""

from __future__ import annotations

import logging
import multiprocessing
import queue
import threading
from collections.abc import Callable
from multiprocessing.connection import Connection
from multiprocessing.context import ForkServerContext

from drivers.api import CardNumber, Pages
from drivers.private import Private
from kiosk.core.facts import (
    CardChallenged,
    Composed,
    ComposeFailed,
    ErrandEnded,
    ErrandFact,
    ExemptionChecked,
    ExemptionFailed,
    Identified,
    IdentityRefused,
    IssueFailed,
    PagesIssued,
)
from kiosk.core.orders import CheckCard, CheckExemption, Compose, ErrandOrder, Identify, Issue
from kiosk.core.rights import Person, Rights
from kiosk.errand_messages import (
    Access,
    Answer,
    Ask,
    AskChallenge,
    AskCompose,
    AskExemption,
    AskIdentify,
    AskIssue,
    Challenged,
    Finished,
    Known,
    KnownPerson,
    NotFinished,
    NotKnown,
    NotProved,
    NotWaived,
    Proved,
    Waived,
    decode_answer,
    encode,
)

log = logging.getLogger(__name__)

_TICK_S = 1.0
_REAP_S = 5.0


def errand_main(pipe: Connection, access: Access) -> None:
    """First call in the new process. Its module is loaded in the fork server already; never in the kiosk itself."""
    from kiosk.errand_process import run

    run(pipe, access)


class _Wipe:
    """Asked of the runner's thread."""


class _Stop:
    """Asked of the runner's thread."""


class ErrandRunner:
    """One errand at a time, and the next one warm. Its thread starts, asks and kills; one more thread reads each
    pipe.
    """

    def __init__(
        self, access: Access, post: Callable[[ErrandFact], None], tick: Callable[[], None] | None = None
    ) -> None:
        self._access = access
        self._post = post
        self._tick = tick or (lambda: None)
        self._epoch = 0
        self._inbox: queue.SimpleQueue[ErrandOrder | _Wipe | _Stop] = queue.SimpleQueue()
        self._context = multiprocessing.get_context("forkserver")
        self._thread = threading.Thread(target=self._run, name="errand")

    def start(self) -> None:
        """Warm the first errand in the background (the fork server loads the fonts meanwhile: about a second)."""
        self._context.set_forkserver_preload(["kiosk.errand_process"])
        self._thread.start()

    def journal_opened(self, epoch: int) -> None:
        """The journal's epoch: with it the district tells this kiosk's visits apart. Before the first card."""
        self._epoch = epoch

    def ask(self, order: ErrandOrder) -> None:
        self._inbox.put(order)

    def wipe(self) -> None:
        self._inbox.put(_Wipe())

    def stop(self) -> None:
        """Wipe and end; returns when the errand is reaped. Safe to call twice."""
        self._inbox.put(_Stop())
        if self._thread.is_alive():
            self._thread.join()

    def _run(self) -> None:
        errand = self._warm()
        while True:
            self._tick()
            try:
                order = self._inbox.get(timeout=_TICK_S)
            except queue.Empty:
                continue
            match order:
                case Compose() | CheckCard():
                    if not errand.fits(order.visit):
                        errand.end()
                        errand = self._warm()
                    errand.ask(_ask(order, self._epoch))
                case Issue() | Identify() | CheckExemption():
                    # these go on with what the visit's errand knows: another one could not
                    if errand.fits(order.visit):
                        errand.ask(_ask(order, self._epoch))
                    else:
                        self._post(_nobody_left(order))
                case _Wipe():
                    if errand.visit is not None:
                        errand.end()
                        errand = self._warm()
                case _Stop():
                    errand.end()
                    return

    def _warm(self) -> _Errand:
        return _Errand(self._context, self._access, self._post)


class _Errand:
    """One process, its pipe and the thread that reads it."""

    def __init__(self, context: ForkServerContext, access: Access, post: Callable[[ErrandFact], None]) -> None:
        self.visit: int | None = None
        self._post = post
        self._wanted = True
        self._gone = False
        self._pipe, theirs = context.Pipe()
        self._process = context.Process(target=errand_main, args=(theirs, access), name="errand", daemon=True)
        self._process.start()
        theirs.close()
        self._reader = threading.Thread(target=self._read, name="errand-pipe", daemon=True)
        self._reader.start()

    def fits(self, visit: int) -> bool:
        """Alive, and nobody else's."""
        return not self._gone and self.visit in (None, visit)

    def ask(self, message: Ask) -> None:
        self.visit = message.visit
        try:
            self._pipe.send_bytes(encode(message))
        except OSError:  # it died just now: the reader sees the same end, but may have seen it before there was a visit
            self._say_ended()

    def end(self) -> None:
        """Kill and reap; afterwards nothing is posted any more."""
        self._wanted = False
        self._process.kill()
        self._process.join(_REAP_S)
        self._reader.join(_REAP_S)
        if self._process.is_alive() or self._reader.is_alive():
            raise RuntimeError("an errand survived SIGKILL: its memory can not be called wiped")
        self._pipe.close()
        self._process.close()

    def _read(self) -> None:
        while True:
            try:
                message = self._pipe.recv_bytes()
            except (EOFError, OSError):
                break
            if self._wanted:
                self._post(_fact(decode_answer(message)))
            del message
        self._gone = True
        if self.visit is not None:
            self._say_ended()

    def _say_ended(self) -> None:
        if self._wanted and self.visit is not None:
            self._wanted = False
            log.warning("the errand of visit %d ended by itself", self.visit)
            self._post(ErrandEnded(self.visit, "the errand's process is gone"))


def _ask(order: ErrandOrder, epoch: int) -> Ask:
    match order:
        case Compose():
            return AskCompose(
                visit=order.visit,
                application=order.application,
                document=order.document,
                inputs=dict(order.inputs.reveal()),
                options=dict(order.options),
                copies=order.copies,
            )
        case Issue():
            return AskIssue(
                visit=order.visit,
                application=order.application,
                number=order.number,
                check_hash=order.check_hash,
                at=order.at,
                fee=order.fee,
                exemption=order.exemption,
            )
        case CheckCard():
            certificate = order.certificate.reveal()
            return AskChallenge(visit=order.visit, epoch=epoch, card=order.card, certificate=certificate)
        case Identify():
            return AskIdentify(visit=order.visit, card=order.card, signature=order.signature.reveal())
        case CheckExemption():
            return AskExemption(visit=order.visit, exemption=order.exemption, documents=order.documents)


def _nobody_left(order: Issue | Identify | CheckExemption) -> ErrandFact:
    match order:
        case Issue():
            return IssueFailed(order.visit, order.number, "the errand is gone")
        case Identify():
            return IdentityRefused(order.visit, order.card, "district_error")
        case CheckExemption():
            return ExemptionFailed(order.visit, order.exemption, "identity_over")


def _fact(answer: Answer) -> ErrandFact:
    match answer:
        case Proved():
            return Composed(answer.visit, answer.application, answer.pages, answer.check_hashes)
        case NotProved():
            return ComposeFailed(answer.visit, answer.application, answer.why, answer.detail)
        case Finished():
            return PagesIssued(answer.visit, answer.number, Pages(answer.pdf))
        case NotFinished():
            return IssueFailed(answer.visit, answer.number, answer.detail)
        case Challenged():
            return CardChallenged(answer.visit, CardNumber(answer.card), answer.digest)
        case Known():
            rights = Rights(tuple(_person(each) for each in answer.persons))
            return Identified(answer.visit, CardNumber(answer.card), Private(rights))
        case NotKnown():
            return IdentityRefused(answer.visit, CardNumber(answer.card), answer.why)
        case Waived():
            return ExemptionChecked(answer.visit, answer.exemption, answer.documents)
        case NotWaived():
            return ExemptionFailed(answer.visit, answer.exemption, answer.why)


def _person(known: KnownPerson) -> Person:
    return Person(known.ref, known.name, known.relation, known.householders)
