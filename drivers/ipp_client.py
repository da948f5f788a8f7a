"""The kiosk's side of IPP (RFC 8010, 8011; life count and trays: PWG 5100.13): the few operations that the document
printer needs.

``PrinterLink`` is what :mod:`drivers.document_printer` wants of a printer; ``IppClient`` gives it over HTTP with
ippx's codec. Every call ends within about a second and either returns plain values or raises one of

- ``PrinterAway``: no connection, nothing was sent;
- ``PrinterSilent``: something may have been sent and there is no usable answer. It may or may not have been carried
out; - ``PrinterRefused``: the printer answered with an error status and did not do it.

One connection is kept open. Nothing that changes the printer is ever sent twice by this module; a question that met a
connection just closed by the printer is asked once more.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import IntEnum
from itertools import count
from typing import Any, Protocol
from urllib.parse import urlsplit, urlunsplit

import httpx
import ippx

USER = "kiosk"
"""requesting-user-name: by it the kiosk knows its own jobs."""
MEDIA = "iso_a4_210x297mm"
RECENT = 50
"""How many ended jobs are looked through. The kiosk is the only one who prints, so its last job is the newest."""


class PrinterAway(Exception):
    """No connection; nothing was sent."""


class PrinterSilent(Exception):
    """No usable answer; whether the request was carried out is unknown."""


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
        return self.state >= JobState.CANCELED

    @property
    def waits_for_document(self) -> bool:
        """The printer has not (wholly) received what it shall print."""
        return not self.ended and not {"job-data-insufficient", "job-incoming"}.isdisjoint(self.reasons)


class PrinterLink(Protocol):
    """One printer. See the module's head for the errors."""

    def printer(self) -> PrinterNow: ...

    def create_job(self, name: str) -> int:
        """A job without document; nothing can be printed yet. Returns its job-id."""

    def send_document(self, job: int, pdf: bytes) -> None:
        """The job's one document: A4, one-sided."""

    def job(self, number: int) -> JobNow | None:
        """None: the printer knows no such job."""

    def jobs(self, *, ended: bool, mine: bool = False) -> tuple[JobNow, ...]: ...

    def cancel(self, number: int) -> None:
        """``PrinterRefused``: the job has ended or is ending. Success says nothing about paper."""

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


class IppClient:
    """``uri``: ``ipp://host[:port]/path`` (or ``ipps``, ``http``, ``https``). ``timeout``: seconds to wait for an
    answer.

    ``observer`` is called with ``before <operation>`` and ``after <operation>`` around every request. Not thread-safe.
    """

    def __init__(self, uri: str, *, timeout: float = 0.9, observer: Callable[[str], None] | None = None) -> None:
        self._url, self._uri = _addresses(uri)
        self._observer = observer
        self._numbers = count(1)
        # the transport itself: no redirects, no proxies from the environment, no line in the log for each poll
        self._http = httpx.HTTPTransport(trust_env=False, limits=httpx.Limits(max_connections=1, keepalive_expiry=None))
        self._timeout = {"connect": min(timeout, 0.5), "read": timeout, "write": timeout, "pool": timeout}

    def close(self) -> None:
        self._http.close()

    # --- operations -----------------------------------------------------------------------------------------------

    def printer(self) -> PrinterNow:
        asked = ippx.Attribute("requested-attributes", ippx.Tag.KEYWORD, list(_PRINTER_ATTRIBUTES))
        answer = self._ask(ippx.Operation.GET_PRINTER_ATTRIBUTES, [asked])
        found = _groups(answer, ippx.Tag.PRINTER_ATTRS)
        if not found or not isinstance(state := _first(found[0], "printer-state"), int):
            raise PrinterSilent("an answer without printer-state")
        attributes = found[0]
        operations = attributes.get("operations-supported", [])
        return PrinterNow(
            state=state,
            reasons=_reasons(attributes, "printer-state-reasons"),
            accepting=_first(attributes, "printer-is-accepting-jobs") is not False,
            up_time=_number(attributes, "printer-up-time") or 0,
            uuid=str(_first(attributes, "printer-uuid") or ""),
            impressions=_number(attributes, "printer-impressions-completed"),
            queued=_number(attributes, "queued-job-count") or 0,
            sheets=_sheets(attributes.get("printer-input-tray", [])),
            takes_jobs_in_two_steps={ippx.Operation.CREATE_JOB, ippx.Operation.SEND_DOCUMENT} <= set(operations),
        )

    def create_job(self, name: str) -> int:
        template = [
            ippx.Attribute("media", ippx.Tag.KEYWORD, [MEDIA]),
            ippx.Attribute("sides", ippx.Tag.KEYWORD, ["one-sided"]),
        ]
        answer = self._send(
            ippx.Operation.CREATE_JOB, [ippx.Attribute("job-name", ippx.Tag.NAME, [name])], template=template
        )
        found = _groups(answer, ippx.Tag.JOB_ATTRS)
        number = _number(found[0], "job-id") if found else None
        if number is None:
            raise PrinterSilent("a job without job-id")
        return number

    def send_document(self, job: int, pdf: bytes) -> None:
        words = [
            ippx.Attribute("job-id", ippx.Tag.INTEGER, [job]),
            ippx.Attribute("document-format", ippx.Tag.MIME_TYPE, ["application/pdf"]),
            ippx.Attribute("last-document", ippx.Tag.BOOLEAN, [True]),
        ]
        self._send(ippx.Operation.SEND_DOCUMENT, words, document=pdf)

    def job(self, number: int) -> JobNow | None:
        words = [
            ippx.Attribute("job-id", ippx.Tag.INTEGER, [number]),
            ippx.Attribute("requested-attributes", ippx.Tag.KEYWORD, list(_JOB_ATTRIBUTES)),
        ]
        try:
            answer = self._ask(ippx.Operation.GET_JOB_ATTRIBUTES, words)
        except PrinterRefused as refused:
            if refused.status in (0x0406, 0x0407):  # client-error-not-found, client-error-gone
                return None
            raise
        found = _groups(answer, ippx.Tag.JOB_ATTRS)
        if not found:
            raise PrinterSilent("an answer without job")
        return _job(found[0])

    def jobs(self, *, ended: bool, mine: bool = False) -> tuple[JobNow, ...]:
        words = [ippx.Attribute("which-jobs", ippx.Tag.KEYWORD, ["completed" if ended else "not-completed"])]
        if ended:
            words.append(ippx.Attribute("limit", ippx.Tag.INTEGER, [RECENT]))
        if mine:
            words.append(ippx.Attribute("my-jobs", ippx.Tag.BOOLEAN, [True]))
        words.append(ippx.Attribute("requested-attributes", ippx.Tag.KEYWORD, list(_JOB_ATTRIBUTES)))
        answer = self._ask(ippx.Operation.GET_JOBS, words)
        return tuple(_job(attributes) for attributes in _groups(answer, ippx.Tag.JOB_ATTRS))

    def cancel(self, number: int) -> None:
        self._send(ippx.Operation.CANCEL_JOB, [ippx.Attribute("job-id", ippx.Tag.INTEGER, [number])])

    # --- the wire -------------------------------------------------------------------------------------------------

    def _ask(self, operation: ippx.Operation, words: list[ippx.Attribute]) -> ippx.IppMessage:
        """A question may be repeated: the printer may have closed the connection between two polls."""
        try:
            return self._send(operation, words)
        except PrinterSilent as silent:
            if isinstance(silent.__cause__, httpx.TimeoutException):
                raise
            return self._send(operation, words)

    def _send(
        self,
        operation: ippx.Operation,
        words: list[ippx.Attribute],
        *,
        template: list[ippx.Attribute] | None = None,
        document: bytes = b"",
    ) -> ippx.IppMessage:
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
        request = ippx.IppMessage((2, 0), operation, next(self._numbers), groups, document)
        name = operation.name.replace("_", "-").title()
        self._observe(f"before {name}")
        try:
            status, body = self._post(ippx.encode(request))
        finally:
            self._observe(f"after {name}")
        if status != 200:
            raise PrinterSilent(f"HTTP {status}")
        try:
            answer = ippx.decode(body)
        except ippx.IppDecodeError as error:
            raise PrinterSilent(str(error)) from error
        if answer.request_id != request.request_id:
            raise PrinterSilent("the answer to another request")
        if answer.code >= 0x0100:
            said = [attributes for tag, attributes in answer.groups if tag == ippx.Tag.OPERATION_ATTRS]
            words_ = [str(word.value) for word in (said[0] if said else []) if word.name == "status-message"]
            raise PrinterRefused(answer.code, " ".join(words_))
        return answer

    def _post(self, body: bytes) -> tuple[int, bytes]:
        request = httpx.Request(
            "POST",
            self._url,
            headers={"Content-Type": "application/ipp", "Accept": "application/ipp"},
            content=body,
            extensions={"timeout": self._timeout},
        )
        try:
            answer = self._http.handle_request(request)
            try:
                return answer.status_code, answer.read()
            finally:
                answer.close()
        except (httpx.ConnectError, httpx.ConnectTimeout) as error:
            raise PrinterAway(str(error)) from error
        except httpx.HTTPError as error:
            raise PrinterSilent(f"{type(error).__name__} {error}".rstrip()) from error

    def _observe(self, event: str) -> None:
        if self._observer is not None:
            self._observer(event)


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
    value = _first(attributes, name)
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def _reasons(attributes: Attributes, name: str) -> tuple[str, ...]:
    return tuple(sorted(str(reason) for reason in attributes.get(name, []) if reason not in ("none", None)))


def _job(attributes: Attributes) -> JobNow:
    state = _number(attributes, "job-state")
    return JobNow(
        number=_number(attributes, "job-id") or 0,
        name=str(_first(attributes, "job-name") or ""),
        uuid=str(_first(attributes, "job-uuid") or ""),
        state=JobState.PENDING if state is None else state,  # out-of-band "unknown": it has not ended as far as we know
        reasons=_reasons(attributes, "job-state-reasons"),
        impressions=_number(attributes, "job-impressions-completed"),
    )


def _sheets(trays: list[Any]) -> int | None:
    """printer-input-tray, PWG 5100.13 5.6.6: ``…;level=250;…``; negative levels mean unknown."""
    known = []
    for tray in trays:
        words = tray.decode("ascii", "replace") if isinstance(tray, bytes) else str(tray)
        pairs = dict(pair.split("=", 1) for pair in words.split(";") if "=" in pair)
        level = pairs.get("level", "")
        if level.isdecimal():
            known.append(int(level))
    return sum(known) if known else None
