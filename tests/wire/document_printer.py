"""The real driver at a real printer's wire: what the tests of the document printer share.

``Station`` runs one ``DocumentPrinter`` and collects what it posts; ``pdf(pages)`` is a document with so many pages.
"""

from __future__ import annotations

import io
import queue
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

from reportlab.pdfgen.canvas import Canvas

from drivers.api import (
    Act,
    ActProgressed,
    ActReported,
    DeviceFact,
    DeviceId,
    Evidence,
    Pages,
    Prepared,
    Report,
    Status,
    StatusChanged,
    Work,
)
from drivers.document_printer import DocumentPrinter
from drivers.print_job import Patience

PRINTER = DeviceId("document_printer")
QUICK = Patience(
    give_up_s=0.3, jam_s=0.15, stalled_s=30, late_document_s=0.3, count_s=0.15, late_count_s=1.0, prepare_s=0.5
)
FactT = TypeVar("FactT", bound=DeviceFact)


def pdf(pages: int) -> bytes:
    """The same bytes each time."""
    out = io.BytesIO()
    canvas = Canvas(out, invariant=1)
    for page in range(1, pages + 1):
        canvas.drawString(100, 700, f"page {page} of {pages}")
        canvas.showPage()
    canvas.save()
    return out.getvalue()


class Station:
    """The driver as the clerk sees it."""

    def __init__(self, uri: str, **options: Any) -> None:
        self.facts: list[DeviceFact] = []
        self.wire: list[str] = []
        self._inbox: queue.SimpleQueue[DeviceFact] = queue.SimpleQueue()
        quick: dict[str, Any] = {"patience": QUICK, "poll_s": 0.1, "busy_poll_s": 0.01, "observer": self.wire.append}
        self.driver = DocumentPrinter(uri, PRINTER, **(quick | options))

    def expect(self, kind: type[FactT], that: Callable[[FactT], bool] = lambda _: True, seconds: float = 6.0) -> FactT:
        """The next fact of this kind for which ``that`` holds; earlier ones are passed over."""
        end = time.monotonic() + seconds
        while True:
            try:
                fact = self._inbox.get(timeout=max(0.0, end - time.monotonic()))
            except queue.Empty:
                raise AssertionError(f"no such {kind.__name__} in {seconds} s; there were {self.facts}") from None
            self.facts.append(fact)
            if isinstance(fact, kind) and that(fact):
                return fact

    def nothing_reported(self, seconds: float) -> None:
        """For so long no act is reported."""
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0:
            try:
                fact = self._inbox.get(timeout=left)
            except queue.Empty:
                return
            self.facts.append(fact)
            assert not isinstance(fact, ActReported), fact

    def status(self, that: Callable[[Status], bool] = lambda status: status.ready) -> Status:
        return self.expect(StatusChanged, lambda fact: that(fact.status)).status

    def prepare(self) -> Evidence:
        self.driver.prepare()
        prepared = self.expect(Prepared)
        assert prepared.baseline is not None, prepared
        return prepared.baseline

    def intend(self, name: str, pages: int, number: int = 1) -> Act:
        return Act(number, PRINTER, Work.PRINT, pages, name, self.prepare())

    def begin(self, name: str, pages: int, number: int = 1) -> Act:
        act = self.intend(name, pages, number)
        self.driver.begin(act, Pages(pdf(pages)))
        return act

    def report(self, seconds: float = 6.0) -> Report:
        return self.expect(ActReported, seconds=seconds).report

    def print(self, name: str, pages: int, number: int = 1) -> Report:
        self.begin(name, pages, number)
        return self.report()

    def progress(self) -> list[int]:
        return [fact.done for fact in self.facts if isinstance(fact, ActProgressed)]

    def sent(self, operation: str) -> int:
        return self.wire.count(f"before {operation}")


@contextmanager
def station(uri: str, **options: Any) -> Iterator[Station]:
    """A started driver whose printer answers; stopped at the end."""
    running = Station(uri, **options)
    running.driver.start(None, running._inbox.put)
    try:
        yield running
    finally:
        running.driver.stop()
