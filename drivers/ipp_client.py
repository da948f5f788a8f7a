"""The kiosk's side of IPP (RFC 8010, 8011; life count and trays: PWG 5100.13): the few operations that the document
printer needs.

``PrinterLink`` is what the document printer wants of a printer; ``IppClient`` gives it over HTTP with ippx's codec.
Every call ends within about a second (``send_document``: ``SENDING_S`` more) and either returns plain values or raises
one of

- ``PrinterAway``: no connection, nothing was sent;
- ``PrinterSilent``: something may have been sent and there is no usable answer; it may or may not have been done;
- ``PrinterRefused``: the printer answered with an error status and did not do it.

Whatever a printer says becomes values of the right types and bounded size here, or ``PrinterSilent``: nothing that it
answers can raise anything else. Nothing that changes the printer is ever sent twice; a question that met a connection
just closed by the printer is asked once more.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import IntEnum
from itertools import count
from typing import Any, Protocol, TypeVar
from urllib.parse import urlsplit, urlunsplit

import ippx

from drivers.api import Pages
from drivers.printer_wire import PrinterHungUp, PrinterSilent, PrinterWire

log = logging.getLogger(__name__)

USER = "kiosk"
"""requesting-user-name: by it the kiosk knows its own jobs."""
MEDIA = "iso_a4_210x297mm"
RECENT = 50
"""How many ended jobs are looked through. The kiosk is the only one who prints, so its last job is the newest."""
ANSWER_S = 0.9
"""A question is answered within this, from the connect to the last byte, or it is not answered."""
SENDING_S = 20.0
"""What the document's way may take before that: a printer reads as fast as it prints when its memory is full."""
LONGEST_WORD = 255
"""Characters kept of a printer's word; a keyword (RFC 8011 5.1.4) has no more."""
MOST_REASONS = 32
MOST_SHEETS = 100_000
"""A tray that claims more can not tell."""


class PrinterRefused(Exception):
    """The printer answered with this IPP status (RFC 8011 appendix B) and did not do it."""

    def __init__(self, status: int, words: str = "") -> None:
        super().__init__(f"{status:#06x} {words}".rstrip())
        self.status = status


class PrinterState(IntEnum):
    """RFC 8011 5.4.11."""

    IDLE = 3
    PROCESSING = 4
    STOPPED = 5


class JobState(IntEnum):
    """RFC 8011 5.3.7."""

    PENDING = 3
    HELD = 4
    PROCESSING = 5
    STOPPED = 6
    CANCELED = 7
    ABORTED = 8
    COMPLETED = 9


@dataclass(frozen=True, slots=True)
class PrinterNow:
    """What the printer says of itself."""

    state: int
    reasons: tuple[str, ...]
    """printer-state-reasons as they came, with suffix; without ``none``."""
    accepting: bool
    up_time: int
    """Seconds."""
    uuid: str
    impressions: int | None
    """printer-impressions-completed, the life count; None: this printer has none."""
    queued: int
    """Jobs that have not ended."""
    sheets: int | None
    """Sheets in all trays that can tell; None if none can."""
    takes_jobs_in_two_steps: bool
    """Create-Job and Send-Document are supported."""


@dataclass(frozen=True, slots=True)
class JobNow:
    """What the printer says of a job."""

    number: int
    name: str
    uuid: str
    state: int
    reasons: tuple[str, ...]
    impressions: int | None
    """job-impressions-completed"""

    @property
    def ended(self) -> bool:
        return self.state in (JobState.CANCELED, JobState.ABORTED, JobState.COMPLETED)

    @property
    def waits_for_document(self) -> bool:
        """The printer has not (wholly) received what it shall print."""
        return not self.ended and not {"job-data-insufficient", "job-incoming"}.isdisjoint(self.reasons)


class PrinterLink(Protocol):
    """One printer. See the module's head for the errors."""

    def printer(self) -> PrinterNow: ...

    def create_job(self, name: str) -> int:
        """A job without document; nothing can be printed yet. Returns its job-id."""

    def send_document(self, job: int, pages: Pages) -> None:
        """The job's one document, a PDF: A4, one-sided."""

    def job(self, number: int) -> JobNow | None:
        """None: the printer knows no such job."""

    def jobs(self, *, ended: bool, mine: bool = False) -> tuple[JobNow, ...]: ...

    def cancel(self, number: int) -> None:
        """``PrinterRefused``: the job has ended or is ending. Success says nothing about paper."""

    def hang_up(self) -> None:
        """No call waits any longer, nor will one; from any thread."""

    def close(self) -> None: ...


_PRINTER_ATTRIBUTES = (
    "printer-state",
    "printer-state-reasons",
    "printer-is-accepting-jobs",
    "printer-up-time",
    "printer-uuid",
    "printer-impressions-completed",
    "queued-job-count",
    "printer-input-tray",
    "operations-supported",
)
_JOB_ATTRIBUTES = ("job-id", "job-name", "job-uuid", "job-state", "job-state-reasons", "job-impressions-completed")

Attributes = dict[str, list[Any]]
T = TypeVar("T")


class IppClient:
    """``uri``: ``ipp://host[:port]/path`` (or ``ipps``, ``http``, ``https``).

    ``observer`` is called with ``before <operation>`` and ``after <operation>`` around every request, ``tick`` several
    times a second while one lasts. Not thread-safe but for ``hang_up``. Raises ``ValueError`` for a ``uri`` that is no
    printer's address.
    """

    def __init__(
        self, uri: str, *, observer: Callable[[str], None] | None = None, tick: Callable[[], None] | None = None
    ) -> None:
        url, self._uri = _addresses(uri)
        self._observer = observer
        self._numbers = count(1)
        self._wire = PrinterWire(url, tick or (lambda: None))

    def hang_up(self) -> None:
        self._wire.hang_up()

    def close(self) -> None:
        self._wire.close()

    # --- operations -----------------------------------------------------------------------------------------------

    def printer(self) -> PrinterNow:
        asked = ippx.Attribute("requested-attributes", ippx.Tag.KEYWORD, list(_PRINTER_ATTRIBUTES))
        return self._ask(ippx.Operation.GET_PRINTER_ATTRIBUTES, [asked], _printer)

    def create_job(self, name: str) -> int:
        template = [
            ippx.Attribute("media", ippx.Tag.KEYWORD, [MEDIA]),
            ippx.Attribute("sides", ippx.Tag.KEYWORD, ["one-sided"]),
        ]
        words = [ippx.Attribute("job-name", ippx.Tag.NAME, [name])]
        return self._send(ippx.Operation.CREATE_JOB, words, _new_job, template=template)

    def send_document(self, job: int, pages: Pages) -> None:
        words = [
            ippx.Attribute("job-id", ippx.Tag.INTEGER, [job]),
            ippx.Attribute("document-format", ippx.Tag.MIME_TYPE, ["application/pdf"]),
            ippx.Attribute("last-document", ippx.Tag.BOOLEAN, [True]),
        ]
        self._send(ippx.Operation.SEND_DOCUMENT, words, _nothing, document=pages)

    def job(self, number: int) -> JobNow | None:
        words = [
            ippx.Attribute("job-id", ippx.Tag.INTEGER, [number]),
            ippx.Attribute("requested-attributes", ippx.Tag.KEYWORD, list(_JOB_ATTRIBUTES)),
        ]
        try:
            return self._ask(ippx.Operation.GET_JOB_ATTRIBUTES, words, _one_job)
        except PrinterRefused as refused:
            if refused.status in (0x0406, 0x0407):  # client-error-not-found, client-error-gone
                return None
            raise

    def jobs(self, *, ended: bool, mine: bool = False) -> tuple[JobNow, ...]:
        words = [ippx.Attribute("which-jobs", ippx.Tag.KEYWORD, ["completed" if ended else "not-completed"])]
        if ended:
            words.append(ippx.Attribute("limit", ippx.Tag.INTEGER, [RECENT]))
        if mine:
            words.append(ippx.Attribute("my-jobs", ippx.Tag.BOOLEAN, [True]))
        words.append(ippx.Attribute("requested-attributes", ippx.Tag.KEYWORD, list(_JOB_ATTRIBUTES)))
        return self._ask(ippx.Operation.GET_JOBS, words, _all_jobs)

    def cancel(self, number: int) -> None:
        self._send(ippx.Operation.CANCEL_JOB, [ippx.Attribute("job-id", ippx.Tag.INTEGER, [number])], _nothing)

    # --- the wire -------------------------------------------------------------------------------------------------

    def _ask(self, operation: ippx.Operation, words: list[ippx.Attribute], read: Callable[[ippx.IppMessage], T]) -> T:
        """A question may be repeated: the printer may have closed the connection between two polls."""
        until = time.monotonic() + ANSWER_S
        try:
            return self._send(operation, words, read)
        except PrinterHungUp:
            return self._send(operation, words, read, answer_s=max(0.0, until - time.monotonic()))

    def _send(
        self,
        operation: ippx.Operation,
        words: list[ippx.Attribute],
        read: Callable[[ippx.IppMessage], T],
        *,
        template: list[ippx.Attribute] | None = None,
        document: Pages | None = None,
        answer_s: float = ANSWER_S,
    ) -> T:
        head = [
            ippx.Attribute("attributes-charset", ippx.Tag.CHARSET, ["utf-8"]),
            ippx.Attribute("attributes-natural-language", ippx.Tag.NATURAL_LANGUAGE, ["en"]),
            ippx.Attribute("printer-uri", ippx.Tag.URI, [self._uri]),
        ]
        # RFC 8011 4.1.5: the target (printer-uri, job-id) comes before all else
        target = [word for word in words if word.name == "job-id"]
        rest = [word for word in words if word.name != "job-id"]
        user = ippx.Attribute("requesting-user-name", ippx.Tag.NAME, [USER])
        groups = [(ippx.Tag.OPERATION_ATTRS, [*head, *target, user, *rest])]
        if template:
            groups.append((ippx.Tag.JOB_ATTRS, template))
        request = ippx.IppMessage((2, 0), operation, next(self._numbers), groups)
        start = ippx.encode(request)
        length = len(start) + (len(document) if document is not None else 0)
        sending_s = SENDING_S if document is not None else 0.0
        name = operation.name.replace("_", "-").title()
        self._observe(f"before {name}")
        try:
            body = _body(start, document)
            status, answer = self._wire.post(body, length, answer_s=answer_s, sending_s=sending_s)
        finally:
            self._observe(f"after {name}")
        if status != 200:
            raise PrinterSilent(f"HTTP {status}")
        try:
            return _understood(answer, request.request_id, read)
        except (PrinterSilent, PrinterRefused):
            raise
        except Exception as error:
            # a printer's words must never end the thread: whatever they are, there is no usable answer
            log.info("the answer to %s makes no sense: %s", name, type(error).__name__)
            raise PrinterSilent(f"an answer that makes no sense ({type(error).__name__})") from error

    def _observe(self, event: str) -> None:
        if self._observer is not None:
            self._observer(event)


def _body(start: bytes, document: Pages | None) -> Iterator[bytes]:
    yield start
    if document is not None:
        yield from document.pieces()


def _addresses(uri: str) -> tuple[str, str]:
    """(URL for HTTP, printer-uri). Raises ``ValueError`` for anything but a printer's address."""
    parts = urlsplit(uri)
    scheme = {"ipp": "http", "http": "http", "ipps": "https", "https": "https"}.get(parts.scheme)
    if scheme is None or not parts.hostname:
        raise ValueError(f"{uri!r} is not a printer's address, such as ipp://192.0.2.10/ipp/print")
    host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    place = f"{host}:{parts.port or 631}"
    path = parts.path or "/ipp/print"
    ipp = "ipp" if scheme == "http" else "ipps"
    return urlunsplit((scheme, place, path, "", "")), urlunsplit((ipp, place, path, "", ""))


# --- what a printer says, as plain values: what is not of the right type was not said ----------------------------


def _understood(answer: bytes, number: int, read: Callable[[ippx.IppMessage], T]) -> T:
    message = ippx.decode(answer)
    if message.request_id != number:
        raise PrinterSilent("the answer to another request")
    if message.code >= 0x0100:
        said = _groups(message, ippx.Tag.OPERATION_ATTRS)
        raise PrinterRefused(message.code, _word(said[0], "status-message") if said else "")
    return read(message)


def _nothing(message: ippx.IppMessage) -> None:
    """An operation whose answer says no more than that it was done."""


def _printer(message: ippx.IppMessage) -> PrinterNow:
    found = _groups(message, ippx.Tag.PRINTER_ATTRS)
    state = _number(found[0], "printer-state") if found else None
    if state is None:
        raise PrinterSilent("an answer without printer-state")
    attributes = found[0]
    operations = {value for value in attributes.get("operations-supported", []) if isinstance(value, int)}
    return PrinterNow(
        state=state,
        reasons=_reasons(attributes, "printer-state-reasons"),
        accepting=_first(attributes, "printer-is-accepting-jobs") is not False,
        up_time=_number(attributes, "printer-up-time") or 0,
        uuid=_word(attributes, "printer-uuid"),
        impressions=_number(attributes, "printer-impressions-completed"),
        queued=_number(attributes, "queued-job-count") or 0,
        sheets=_sheets(attributes.get("printer-input-tray", [])),
        takes_jobs_in_two_steps={ippx.Operation.CREATE_JOB, ippx.Operation.SEND_DOCUMENT} <= operations,
    )


def _new_job(message: ippx.IppMessage) -> int:
    found = _groups(message, ippx.Tag.JOB_ATTRS)
    number = _number(found[0], "job-id") if found else None
    if number is None:
        raise PrinterSilent("a job without job-id")
    return number


def _one_job(message: ippx.IppMessage) -> JobNow:
    found = _groups(message, ippx.Tag.JOB_ATTRS)
    if not found:
        raise PrinterSilent("an answer without job")
    return _job(found[0])


def _all_jobs(message: ippx.IppMessage) -> tuple[JobNow, ...]:
    return tuple(_job(attributes) for attributes in _groups(message, ippx.Tag.JOB_ATTRS))


def _groups(message: ippx.IppMessage, tag: ippx.Tag) -> list[Attributes]:
    return [
        {attribute.name: attribute.values for attribute in attributes}
        for found, attributes in message.groups
        if found == tag
    ]


def _first(attributes: Attributes, name: str) -> object:
    values = attributes.get(name)
    return values[0] if values else None


def _number(attributes: Attributes, name: str) -> int | None:
    """Not negative: a count, an id, a state or a time."""
    value = _first(attributes, name)
    return value if isinstance(value, int) and not isinstance(value, bool) and value >= 0 else None


def _word(attributes: Attributes, name: str) -> str:
    value = _first(attributes, name)
    return value[:LONGEST_WORD] if isinstance(value, str) else ""


def _reasons(attributes: Attributes, name: str) -> tuple[str, ...]:
    words = {value[:LONGEST_WORD] for value in attributes.get(name, []) if isinstance(value, str)}
    return tuple(sorted(words - {"none", ""})[:MOST_REASONS])


def _job(attributes: Attributes) -> JobNow:
    state = _number(attributes, "job-state")
    return JobNow(
        number=_number(attributes, "job-id") or 0,
        name=_word(attributes, "job-name"),
        uuid=_word(attributes, "job-uuid"),
        # "unknown", or a state that there is not: it has not ended as far as we know
        state=state if state in tuple(JobState) else JobState.PENDING,
        reasons=_reasons(attributes, "job-state-reasons"),
        impressions=_number(attributes, "job-impressions-completed"),
    )


def _sheets(trays: list[Any]) -> int | None:
    """printer-input-tray, PWG 5100.13 5.6.6: ``…;level=250;…``; negative levels mean unknown."""
    known = []
    for tray in trays:
        if not isinstance(tray, bytes | str):
            continue
        words = tray.decode("ascii", "replace") if isinstance(tray, bytes) else tray
        pairs = dict(pair.split("=", 1) for pair in words.split(";") if "=" in pair)
        level = pairs.get("level", "")
        if level.isdecimal() and len(level) < 9 and int(level) <= MOST_SHEETS:
            known.append(int(level))
    return sum(known) if known else None
