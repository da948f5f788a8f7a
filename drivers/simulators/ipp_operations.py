"""What the simulated printer answers: IPP operations (RFC 8011) over the engine.

``answer(engine, uri, request bytes)`` gives the answer's bytes. Checked against CUPS' own conformance suite by the
tests.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import IntEnum

from drivers.simulators.ipp_codec import Attribute, BadMessage, Group, Message, Syntax, Value, decode, encode
from drivers.simulators.ipp_engine import Engine, Job, JobState


class Operation(IntEnum):
    """RFC 8011 5.4.15."""

    PRINT_JOB = 0x0002
    VALIDATE_JOB = 0x0004
    CREATE_JOB = 0x0005
    SEND_DOCUMENT = 0x0006
    CANCEL_JOB = 0x0008
    GET_JOB_ATTRIBUTES = 0x0009
    GET_JOBS = 0x000A
    GET_PRINTER_ATTRIBUTES = 0x000B
    HOLD_JOB = 0x000C
    RELEASE_JOB = 0x000D
    PAUSE_PRINTER = 0x0010
    RESUME_PRINTER = 0x0011


class StatusCode(IntEnum):
    """RFC 8011 appendix B."""

    OK = 0x0000
    OK_SUBSTITUTED = 0x0001
    BAD_REQUEST = 0x0400
    NOT_POSSIBLE = 0x0404
    NOT_FOUND = 0x0406
    FORMAT = 0x040A
    VALUES = 0x040B
    CHARSET = 0x040D
    COMPRESSION = 0x040F
    OPERATION = 0x0501
    VERSION = 0x0503
    ONE_DOCUMENT = 0x0509


class Refused(Exception):
    """The answer is this error status."""

    def __init__(self, status: StatusCode, why: str) -> None:
        super().__init__(why)
        self.status = status


@dataclass(frozen=True)
class Call:
    engine: Engine
    uri: str
    operation: dict[str, Attribute]
    template: dict[str, Attribute]
    document: bytes

    def value(self, name: str) -> Value:
        """First value of an operation attribute, None if it is not there."""
        attribute = self.operation.get(name)
        return attribute.values[0] if attribute is not None else None

    def text(self, name: str, otherwise: str) -> str:
        value = self.value(name)
        return value if isinstance(value, str) else otherwise


Reply = tuple[StatusCode, tuple[tuple[int, tuple[Attribute, ...]], ...]]

FORMATS = ("application/pdf", "application/octet-stream")
MEDIA = "iso_a4_210x297mm"
SUPPORTED: dict[str, tuple[Value, ...]] = {
    "copies": (1,),
    "media": (MEDIA,),
    "sides": ("one-sided",),
    "orientation-requested": (3,),
    "print-color-mode": ("monochrome",),
    "print-quality": (4,),
    "job-hold-until": ("no-hold", "indefinite"),
    "job-priority": tuple(range(1, 101)),
    "job-sheets": ("none",),
    "finishings": (3,),
    "output-bin": ("face-down",),
}
"""Job template attributes and the values that the printer can obey."""


def a(name: str, syntax: Syntax, *values: Value) -> Attribute:
    return Attribute(name, syntax, values)


def answer(engine: Engine, uri: str, data: bytes) -> tuple[int, bytes]:
    """(operation or 0, answer). Any bytes may come in."""
    try:
        request = decode(data)
    except BadMessage as error:
        return 0, _encoded((2, 0), 1, (StatusCode.BAD_REQUEST, ()), str(error))
    version = request.version if request.version[0] in (1, 2) else (2, 0)
    try:
        with engine.lock:
            reply, why = _dispatch(engine, uri, request), ""
    except Refused as refusal:
        reply, why = (refusal.status, ()), str(refusal)
    return request.code, _encoded(version, request.request_id, reply, why)


def _encoded(version: tuple[int, int], request_id: int, reply: Reply, why: str) -> bytes:
    status, groups = reply
    head = [
        a("attributes-charset", Syntax.CHARSET, "utf-8"),
        a("attributes-natural-language", Syntax.LANGUAGE, "en"),
    ]
    if why:
        head.append(a("status-message", Syntax.TEXT, why))
    return encode(Message(version, status, request_id, ((Group.OPERATION, tuple(head)), *groups)))


def _dispatch(engine: Engine, uri: str, request: Message) -> Reply:
    if request.version[0] not in (1, 2):
        raise Refused(StatusCode.VERSION, "IPP 1.1 and 2.0 only")
    if request.request_id == 0:
        raise Refused(StatusCode.BAD_REQUEST, "request-id 0")
    operation = request.first(Group.OPERATION)
    if list(operation)[:2] != ["attributes-charset", "attributes-natural-language"]:
        raise Refused(StatusCode.BAD_REQUEST, "attributes-charset and attributes-natural-language come first")
    if operation["attributes-charset"].values[0] not in ("utf-8", "us-ascii"):
        raise Refused(StatusCode.CHARSET, "utf-8 only")
    if "printer-uri" not in operation and "job-uri" not in operation:
        raise Refused(StatusCode.BAD_REQUEST, "no printer-uri")
    handler = _HANDLERS.get(request.code)
    if handler is None:
        raise Refused(StatusCode.OPERATION, f"operation {request.code:#06x}")
    return handler(Call(engine, uri, operation, request.first(Group.JOB), request.document))


# --- jobs come in ------------------------------------------------------------------------------------------------


def _check_format(call: Call) -> None:
    if call.text("compression", "none") != "none":
        raise Refused(StatusCode.COMPRESSION, "no compression")
    if call.text("document-format", FORMATS[0]) not in FORMATS:
        raise Refused(StatusCode.FORMAT, "PDF only")


def _check_template(call: Call) -> Reply:
    """Raises if the job must not be printed otherwise than asked (ipp-attribute-fidelity)."""
    wrong = [
        attribute
        for name, attribute in call.template.items()
        if name not in SUPPORTED or any(value not in SUPPORTED[name] for value in attribute.values)
    ]
    if not wrong:
        return StatusCode.OK, ()
    if call.value("ipp-attribute-fidelity") is True:
        raise Refused(StatusCode.VALUES, ", ".join(attribute.name for attribute in wrong))
    return StatusCode.OK_SUBSTITUTED, ((Group.UNSUPPORTED, tuple(wrong)),)


def _create(call: Call) -> Job:
    hold = call.template.get("job-hold-until")
    return call.engine.create(
        call.text("job-name", "untitled"),
        call.text("requesting-user-name", "anonymous"),
        hold=hold is not None and hold.values[0] == "indefinite",
    )


def _with_job(call: Call, reply: Reply, job: Job) -> Reply:
    names = {"job-id", "job-uri", "job-uuid", "job-state", "job-state-reasons"}
    status, groups = reply
    return status, (*groups, (Group.JOB, tuple(_chosen(_job_attributes(call, job), names))))


def _document(call: Call) -> bytes:
    if not call.document.startswith(b"%PDF-"):
        raise Refused(StatusCode.FORMAT, "the document is not a PDF")
    return call.document


def _print_job(call: Call) -> Reply:
    _check_format(call)
    reply = _check_template(call)
    document = _document(call)
    job = _create(call)
    call.engine.feed(job, document)
    return _with_job(call, reply, job)


def _validate_job(call: Call) -> Reply:
    _check_format(call)
    return _check_template(call)


def _create_job(call: Call) -> Reply:
    reply = _check_template(call)
    return _with_job(call, reply, _create(call))


def _send_document(call: Call) -> Reply:
    job = _job(call)
    if call.value("last-document") is None:
        raise Refused(StatusCode.BAD_REQUEST, "no last-document")
    _check_format(call)
    if job.over:
        raise Refused(StatusCode.NOT_POSSIBLE, "the job has ended")
    if job.document is not None:
        raise Refused(StatusCode.ONE_DOCUMENT, "one document a job")
    call.engine.feed(job, _document(call))
    return _with_job(call, (StatusCode.OK, ()), job)


# --- jobs are asked about and changed ----------------------------------------------------------------------------


def _job(call: Call) -> Job:
    number = call.value("job-id")
    if number is None:
        tail = call.text("job-uri", "").rsplit("/", 1)[-1]
        number = int(tail) if tail.isdecimal() else None
    job = call.engine.jobs.get(number) if isinstance(number, int) else None
    if job is None:
        raise Refused(StatusCode.NOT_FOUND, f"no job {number!r}")
    return job


def _cancel_job(call: Call) -> Reply:
    job = _job(call)
    if job.over or "processing-to-stop-point" in job.reasons:
        raise Refused(StatusCode.NOT_POSSIBLE, "the job has ended")
    call.engine.cancel(job)
    return StatusCode.OK, ()


def _hold_job(call: Call) -> Reply:
    job = _job(call)
    if job.state not in (JobState.PENDING, JobState.HELD):
        raise Refused(StatusCode.NOT_POSSIBLE, "the job is at work or has ended")
    call.engine.hold(job)
    return StatusCode.OK, ()


def _release_job(call: Call) -> Reply:
    job = _job(call)
    if job.state != JobState.HELD:
        raise Refused(StatusCode.NOT_POSSIBLE, "the job is not held")
    call.engine.release(job)
    return StatusCode.OK, ()


def _get_job_attributes(call: Call) -> Reply:
    wanted = _wanted(call, {"all"})
    return StatusCode.OK, ((Group.JOB, tuple(_chosen(_job_attributes(call, _job(call)), wanted))),)


def _get_jobs(call: Call) -> Reply:
    which = call.text("which-jobs", "not-completed")
    if which not in ("completed", "not-completed", "all"):
        raise Refused(StatusCode.VALUES, f"which-jobs {which}")
    wanted = _wanted(call, {"job-id", "job-uri"})
    user = call.text("requesting-user-name", "anonymous") if call.value("my-jobs") is True else None
    jobs = [
        job
        for job in call.engine.jobs.values()
        if (which == "all" or job.over == (which == "completed")) and user in (None, job.user)
    ]
    if which == "completed":
        jobs.reverse()  # RFC 8011 4.2.6.2: newest first
    limit = call.value("limit")
    if isinstance(limit, int):
        jobs = jobs[:limit]
    return StatusCode.OK, tuple((Group.JOB, tuple(_chosen(_job_attributes(call, job), wanted))) for job in jobs)


def _pause_printer(call: Call) -> Reply:
    call.engine.paused = True
    return StatusCode.OK, ()


def _resume_printer(call: Call) -> Reply:
    call.engine.paused = False
    call.engine.lock.notify_all()
    return StatusCode.OK, ()


def _wanted(call: Call, otherwise: set[str]) -> set[str]:
    attribute = call.operation.get("requested-attributes")
    return {str(value) for value in attribute.values} if attribute is not None else otherwise


def _chosen(attributes: Iterable[tuple[str, Attribute]], wanted: set[str]) -> list[Attribute]:
    """``attributes``: (group keyword, attribute)."""
    return [
        attribute for group, attribute in attributes if "all" in wanted or group in wanted or attribute.name in wanted
    ]


def _job_attributes(call: Call, job: Job) -> list[tuple[str, Attribute]]:
    described = [
        a("job-id", Syntax.INTEGER, job.number),
        a("job-uri", Syntax.URI, f"{call.uri}/{job.number}"),
        a("job-uuid", Syntax.URI, job.uuid),
        a("job-printer-uri", Syntax.URI, call.uri),
        a("job-name", Syntax.NAME, job.name),
        a("job-originating-user-name", Syntax.NAME, job.user),
        a("job-state", Syntax.ENUM, int(job.state)),
        a("job-state-reasons", Syntax.KEYWORD, *job.reasons),
        a("job-printer-up-time", Syntax.INTEGER, call.engine.up_time),
        a("time-at-creation", Syntax.INTEGER, job.created),
        a("time-at-processing", Syntax.INTEGER, job.started),
        a("time-at-completed", Syntax.INTEGER, job.ended),
        a("number-of-documents", Syntax.INTEGER, 1 if job.octets else 0),
        a("job-k-octets", Syntax.INTEGER, (job.octets + 1023) // 1024),
        a("job-impressions", Syntax.INTEGER, job.pages),
        a("job-impressions-completed", Syntax.INTEGER, job.done),
        a("job-media-sheets-completed", Syntax.INTEGER, job.done),
    ]
    template = [
        a("copies", Syntax.INTEGER, 1),
        a("media", Syntax.KEYWORD, MEDIA),
        a("sides", Syntax.KEYWORD, "one-sided"),
    ]
    return [("job-description", attribute) for attribute in described] + [("job-template", item) for item in template]


# --- the printer -------------------------------------------------------------------------------------------------


def _get_printer_attributes(call: Call) -> Reply:
    wanted = _wanted(call, {"all"})
    attributes = [("printer-description", item) for item in _description(call) + _condition(call.engine)]
    attributes += [("job-template", item) for item in _abilities(call.engine)]
    chosen = _chosen(attributes, wanted)
    return StatusCode.OK, ((Group.PRINTER, tuple(chosen)),)


def _condition(engine: Engine) -> list[Attribute]:
    memory = engine.memory
    stopped, busy = engine.stopped, engine.busy
    state = 5 if stopped else 4 if busy else 3
    # the suffix says what the reason does to the printer now (RFC 8011 5.4.12)
    suffix = "error" if stopped else "warning" if busy else "report"
    reasons = [reason if reason == "paused" else f"{reason}-{suffix}" for reason in engine.obstacles()]
    if memory.toner == "low":
        reasons.append("toner-low-warning")
    if 0 < memory.tray <= 20:
        reasons.append("media-low-warning")
    toner = {"ok": 75, "low": 8, "out": 0}[memory.toner]
    tray = f"type=sheetFeedAutoRemovableTray;mediafeed=0;mediaxfeed=0;maxcapacity=250;level={memory.tray};status=0"
    found = [
        a("printer-state", Syntax.ENUM, state),
        a("printer-state-reasons", Syntax.KEYWORD, *(reasons or ["none"])),
        a("printer-state-message", Syntax.TEXT, ("idle", "printing", "stopped")[state - 3]),
        a("printer-is-accepting-jobs", Syntax.BOOLEAN, True),
        a("printer-up-time", Syntax.INTEGER, engine.up_time),
        a("queued-job-count", Syntax.INTEGER, sum(not job.over for job in engine.jobs.values())),
        a("printer-input-tray", Syntax.OCTETS, tray.encode()),
        a(
            "printer-supply",
            Syntax.OCTETS,
            f"index=1;class=supplyThatIsConsumed;type=toner;unit=percent;maxcapacity=100;level={toner};colorantname=black;".encode(),
        ),
        a("printer-supply-description", Syntax.TEXT, "Black Toner"),
    ]
    if memory.counts:
        found.append(a("printer-impressions-completed", Syntax.INTEGER, engine.counted))
    return found


def _description(call: Call) -> list[Attribute]:
    return [
        a("printer-name", Syntax.NAME, "Simulated Document Printer"),
        a("printer-info", Syntax.TEXT, "Simulated Document Printer"),
        a("printer-location", Syntax.TEXT, "kiosk"),
        a("printer-make-and-model", Syntax.TEXT, "Simulated A4 Monochrome"),
        a("printer-more-info", Syntax.URI, call.uri.replace("ipp:", "http:", 1)),
        a("printer-uuid", Syntax.URI, call.engine.memory.uuid),
        a("printer-uri-supported", Syntax.URI, call.uri),
        a("uri-authentication-supported", Syntax.KEYWORD, "none"),
        a("uri-security-supported", Syntax.KEYWORD, "none"),
        a("charset-configured", Syntax.CHARSET, "utf-8"),
        a("charset-supported", Syntax.CHARSET, "us-ascii", "utf-8"),
        a("natural-language-configured", Syntax.LANGUAGE, "en"),
        a("generated-natural-language-supported", Syntax.LANGUAGE, "en"),
        a("compression-supported", Syntax.KEYWORD, "none"),
        a("document-format-default", Syntax.MIME_TYPE, FORMATS[0]),
        a("document-format-supported", Syntax.MIME_TYPE, *FORMATS),
        a("ipp-versions-supported", Syntax.KEYWORD, "1.1", "2.0"),
        a("operations-supported", Syntax.ENUM, *(int(code) for code in _HANDLERS)),
        a("pdl-override-supported", Syntax.KEYWORD, "attempted"),
        a("multiple-document-jobs-supported", Syntax.BOOLEAN, False),
        a("multiple-operation-time-out", Syntax.INTEGER, 60),
        a("which-jobs-supported", Syntax.KEYWORD, "completed", "not-completed", "all"),
        a("color-supported", Syntax.BOOLEAN, False),
    ]


def _abilities(engine: Engine) -> list[Attribute]:
    size = (a("x-dimension", Syntax.INTEGER, 21000), a("y-dimension", Syntax.INTEGER, 29700))
    margins = [a(f"media-{side}-margin", Syntax.INTEGER, 423) for side in ("bottom", "left", "right", "top")]
    sheet = (a("media-size", Syntax.BEGIN_COLLECTION, size), a("media-size-name", Syntax.KEYWORD, MEDIA), *margins)
    ready = [a("media-ready", Syntax.KEYWORD, MEDIA), a("media-col-ready", Syntax.BEGIN_COLLECTION, sheet)]
    return [
        a("copies-default", Syntax.INTEGER, 1),
        a("copies-supported", Syntax.RANGE, (1, 1)),
        a("finishings-default", Syntax.ENUM, 3),
        a("finishings-supported", Syntax.ENUM, 3),
        a("job-hold-until-default", Syntax.KEYWORD, "no-hold"),
        a("job-hold-until-supported", Syntax.KEYWORD, "no-hold", "indefinite"),
        a("job-priority-default", Syntax.INTEGER, 50),
        a("job-priority-supported", Syntax.INTEGER, 100),
        a("job-sheets-default", Syntax.KEYWORD, "none"),
        a("job-sheets-supported", Syntax.KEYWORD, "none"),
        a("media-default", Syntax.KEYWORD, MEDIA),
        a("media-supported", Syntax.KEYWORD, MEDIA),
        a("media-col-default", Syntax.BEGIN_COLLECTION, sheet),
        a("media-col-database", Syntax.BEGIN_COLLECTION, sheet),
        *(ready if engine.memory.tray > 0 else []),
        a("orientation-requested-default", Syntax.ENUM, 3),
        a("orientation-requested-supported", Syntax.ENUM, 3),
        a("output-bin-default", Syntax.KEYWORD, "face-down"),
        a("output-bin-supported", Syntax.KEYWORD, "face-down"),
        a("print-color-mode-default", Syntax.KEYWORD, "monochrome"),
        a("print-color-mode-supported", Syntax.KEYWORD, "monochrome"),
        a("print-quality-default", Syntax.ENUM, 4),
        a("print-quality-supported", Syntax.ENUM, 4),
        a("printer-resolution-default", Syntax.RESOLUTION, (600, 600, 3)),
        a("printer-resolution-supported", Syntax.RESOLUTION, (600, 600, 3)),
        a("sides-default", Syntax.KEYWORD, "one-sided"),
        a("sides-supported", Syntax.KEYWORD, "one-sided"),
    ]


_HANDLERS: dict[int, Callable[[Call], Reply]] = {
    Operation.PRINT_JOB: _print_job,
    Operation.VALIDATE_JOB: _validate_job,
    Operation.CREATE_JOB: _create_job,
    Operation.SEND_DOCUMENT: _send_document,
    Operation.CANCEL_JOB: _cancel_job,
    Operation.GET_JOB_ATTRIBUTES: _get_job_attributes,
    Operation.GET_JOBS: _get_jobs,
    Operation.GET_PRINTER_ATTRIBUTES: _get_printer_attributes,
    Operation.HOLD_JOB: _hold_job,
    Operation.RELEASE_JOB: _release_job,
    Operation.PAUSE_PRINTER: _pause_printer,
    Operation.RESUME_PRINTER: _resume_printer,
}
