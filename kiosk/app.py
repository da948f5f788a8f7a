"""Composition root: the only module (but for ``kiosk.sound``) that names concrete drivers and wires threads.

``build(settings, screen)`` makes a kiosk without a window: screens come out as values, facts go in by ``post``. The
window (``kiosk.run``), the tests and the power-cut harness all stand on it. ``start`` returns at once; what happens
is seen on the screens:

    (disk, busy or journal_broken, until the journal opens) → whatever the core shows

A journal that is missing, does not verify, can not be read or is in another process's hands is not a crash: the screen
says so, and the kiosk tries again until it opens. A device that is not there is not one either: the kiosk starts and
shows what it can not do. Whatever else is raised, in any thread, is a bug: ``ended`` is set with exit code 1 and the
process is to be restarted, which is always safe.

Whoever turns the machine off calls ``wind_down`` and waits for ``rested`` before ``stop``: the open visit ends with its
paper or its money. ``stop`` without that is safe too, as a power cut is.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from drivers.api import Device, DeviceFact, DeviceId, Pages, Won
from drivers.card_reader import PivCardReader
from drivers.cctalk.bus import CcTalkBus
from drivers.cctalk.coin_acceptor import CoinAcceptor
from drivers.cctalk.hopper import Hopper
from drivers.document_printer import DocumentPrinter
from drivers.receipt_printer import ReceiptPrinter
from kiosk.clerk import Clerk, DiskRoom, SignOfLife, now
from kiosk.closed_words import explained
from kiosk.core.books import Books, BooksError, fold
from kiosk.core.facts import DistrictDisagrees, DistrictSeen, Fact, JournalBroken, StopAsked, Woke
from kiosk.core.instant import Instant
from kiosk.core.orders import ErrandOrder
from kiosk.core.recovery import opening
from kiosk.core.rules import Rules
from kiosk.core.screens import OutOfServiceScreen, Screen
from kiosk.core.session import Thanking, Visit
from kiosk.core.slip import Slip
from kiosk.district import DistrictClient
from kiosk.errand import ErrandRunner
from kiosk.errand_messages import Access
from kiosk.settings.rules import CARD_READER, COIN_ACCEPTOR, DOCUMENT_PRINTER, RECEIPT_PRINTER, to_rules
from kiosk.settings.tables import Settings
from kiosk.slip import draw
from kiosk.traces import places
from kiosk.watchdog import Pulse
from offline_queue.entries import Entry
from offline_queue.journal import DiskFull, Journal, JournalBusy, JournalError
from offline_queue.room import room
from offline_queue.uploader import Disagreement, Uploader, UploadState

log = logging.getLogger(__name__)

_MB = 1024 * 1024
_LEAST_ROOM = 1 * _MB
"""Bytes without which not even the start can be written down."""

_AGAIN_S = 3.0
"""Between two tries to open the journal; longer when a try takes long."""
_TRY_SHARE = 20
"""A try may take one part in so many of the time."""
_TURN_S = 1.0

WIND_DOWN_S = 60.0
"""The longest that an open visit may hold up the machine's end; well below TimeoutStopSec."""

Observer = Callable[[str], None]
"""Hears ``before …`` and ``after …`` around each write to a wire."""


def journal_folder(settings: Settings) -> Path:
    return settings.kiosk.state / "journal"


def build(
    settings: Settings,
    screen: Callable[[Screen], None],
    *,
    forget: Callable[[], None] = lambda: None,
    rules: Rules | None = None,
    pulse: Pulse | None = None,
    observer: Observer | None = None,
    clock: Callable[[], Instant] = now,
) -> Kiosk:
    """A kiosk that is not started yet. ``screen`` and ``forget`` (the visit is wiped: drop what was typed) are called
    from the kiosk's own threads. ``rules``: instead of those of the settings (tests with shorter delays).
    """
    pulse = pulse or Pulse(settings.watchdog.hang)
    return Kiosk(settings, rules or to_rules(settings), screen, forget, pulse, observer, clock)


class _VisitErrands:
    """The visit's process and the window, as far as a wipe concerns both."""

    def __init__(self, runner: ErrandRunner, forget: Callable[[], None]) -> None:
        self.runner = runner
        self._forget = forget

    def ask(self, order: ErrandOrder) -> None:
        self.runner.ask(order)

    def wipe(self) -> None:
        self.runner.wipe()
        self._forget()


class Kiosk:
    """The running parts. ``start`` and ``stop`` once each; ``ended`` is set when it is over by itself
    (``exit_code``).
    """

    def __init__(
        self,
        settings: Settings,
        rules: Rules,
        screen: Callable[[Screen], None],
        forget: Callable[[], None],
        pulse: Pulse,
        observer: Observer | None,
        clock: Callable[[], Instant],
    ) -> None:
        self.settings = settings
        self.rules = rules
        self.pulse = pulse
        self.ended = threading.Event()
        self.exit_code = 0
        self._screen = screen
        self._observer = observer
        self._clock = clock
        self._clerk: Clerk | None = None
        self._journal: Journal | None = None
        self._uploader: Uploader | None = None
        self._stopping = threading.Event()
        self._winding_down: float | None = None
        self._trouble: str | None = None
        threads = ("opener", "errand", "clerk", "cctalk", DOCUMENT_PRINTER, RECEIPT_PRINTER, CARD_READER, "uploader")
        self._ticks = {str(name): pulse.tick_of(str(name)) for name in threads}
        self._opener = threading.Thread(target=self._open, name="opener")
        self._verifier: threading.Thread | None = None
        self._district: DistrictClient | None = None
        self._bus: CcTalkBus | None = None
        self._card_reader: PivCardReader | None = None
        self._devices = self._make_devices()
        self._errands = _VisitErrands(ErrandRunner(_access(settings), self.post, self._ticks["errand"]), forget)

    # --- for whoever runs it -------------------------------------------------------------------------------------

    @property
    def books(self) -> Books | None:
        """The Books as they are; None while the journal is not open."""
        return self._clerk.books if self._clerk else None

    @property
    def devices(self) -> Mapping[DeviceId, Device]:
        return self._devices

    def start(self) -> None:
        """Open the journal, wake the clerk, start devices, errand and uploader: in the background."""
        self._ticks["errand"].expect()
        self._errands.runner.start()
        self._ticks["opener"].expect()
        self._opener.start()

    def post(self, fact: Fact) -> None:
        """From any thread. Dropped while the kiosk is not awake: there is no screen yet to press on."""
        if self._clerk is not None:
            self._clerk.post(fact)

    def fail(self, error: BaseException) -> None:
        """A bug in one of the threads: the kiosk is over, its exit code is 1."""
        log.critical("the kiosk stops: %s", places(error))
        self.exit_code = 1
        self.ended.set()

    def wind_down(self) -> None:
        """The machine is to be turned off. Safe to call twice."""
        if self._winding_down is None:
            self._winding_down = time.monotonic()
            self.post(StopAsked())

    @property
    def rested(self) -> bool:
        """After ``wind_down``: nobody is being served any more, or ``WIND_DOWN_S`` have passed."""
        if self._winding_down is None:
            return False
        clerk = self._clerk
        if clerk is None or time.monotonic() >= self._winding_down + WIND_DOWN_S:
            return True
        desk = clerk.desk
        served = isinstance(desk.session, Visit) and not isinstance(desk.session.stage, Thanking)
        return desk.cabinet.stopping and not served

    def stop(self) -> None:
        """End all threads and the errand, close the journal. Safe to call twice."""
        self._stopping.set()
        if self._opener.ident is not None:
            self._opener.join()
        for tick in self._ticks.values():
            tick.forget()
        for device in self._devices.values():
            device.stop()
        if self._bus is not None:
            self._bus.stop()
        if self._clerk is not None:
            self._clerk.stop()
            self._clerk.join()
        self._errands.runner.stop()
        if self._uploader is not None:
            self._uploader.stop()
        if self._district is not None:
            self._district.close()
        if self._verifier is not None:
            self._verifier.join()
        if self._journal is not None:
            self._journal.close()

    # --- opening -------------------------------------------------------------------------------------------------

    def _open(self) -> None:
        try:
            self._open_or_say_why()
        except Exception as error:
            self.fail(error)
        finally:
            self._ticks["opener"].forget()

    def _open_or_say_why(self) -> None:
        while not self._stopping.is_set():
            began = time.monotonic()
            try:
                opened = self._open_journal()
            except DiskFull as error:
                self._say_why("disk", str(error))
            except JournalBusy as error:
                self._say_why("busy", str(error))
            except (JournalError, BooksError, OSError) as error:
                self._say_why("journal_broken", str(error))
            except msgspec.ValidationError as error:
                self._say_why("journal_broken", f"the Books that were carried forward can not be read: {error}")
            else:
                self._wake(*opened)
                return
            self._pause(max(_AGAIN_S, _TRY_SHARE * (time.monotonic() - began)))

    def _open_journal(self) -> tuple[Journal, Books]:
        """Also raises ``DiskFull`` when there is no room to write the start down."""
        folder, tick = journal_folder(self.settings), self._ticks["opener"]
        if folder.is_dir() and not room(folder, _LEAST_ROOM):
            raise DiskFull("the disk is full: not even the start can be written down")
        journal = Journal.open(folder, self.settings.kiosk.id, tick)
        try:
            books = fold(_each(journal.entries(), tick))
        except BaseException:
            journal.close()
            raise
        self._journal = journal
        return journal, books

    def _say_why(self, reason: str, why: str) -> None:
        """The same trouble is logged once."""
        if why != self._trouble:
            self._trouble = why
            log.error("no visit can begin: %s", why)
            self._screen(OutOfServiceScreen(number=1, reason=reason))

    def _pause(self, seconds: float) -> None:
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0 and not self._stopping.wait(min(left, _TURN_S)):
            self._ticks["opener"]()

    def _wake(self, journal: Journal, books: Books) -> None:
        settings = self.settings
        life = SignOfLife(settings.kiosk.state / "alive")
        woke_at = self._clock().wall
        downtime = _downtime(woke_at, life.last(), journal.last_at)
        uploader = self._make_uploader(journal)
        self._errands.runner.journal_opened(journal.head.epoch)
        clerk = Clerk(
            opening(books, self.rules),
            journal,
            self._devices,
            self._screen,
            self._errands,
            uploader.poke,
            self._clock,
            card_reader=self._card_reader,
            slips=_slips(settings),
            disk=DiskRoom(
                journal_folder(settings), settings.journal.min_room_mb * _MB, settings.journal.ballast_mb * _MB
            ),
            life=life,
            tick=self._ticks["clerk"],
            on_end=self._clerk_ended,
        )
        clerk.post(Woke(self.rules.software, downtime, journal.last_at))
        self._clerk, self._uploader = clerk, uploader
        if self._winding_down is not None:  # asked while nobody was there to hear it
            clerk.post(StopAsked())
        self._ticks["clerk"].expect()
        clerk.start()
        for device in self._devices.values():
            self._ticks[device.id if device.id in self._ticks else "cctalk"].expect()
            device.start(books.marks.get(device.id), self._device_fact)
        self._ticks["uploader"].expect()
        uploader.start()
        self._verifier = threading.Thread(target=self._verify_older, args=(journal,), name="verifier")
        self._verifier.start()

    def _clerk_ended(self, error: BaseException | None) -> None:
        if error is not None:
            self.exit_code = 1
            self.ended.set()

    def _device_fact(self, fact: DeviceFact) -> None:
        self.post(fact)

    def _verify_older(self, journal: Journal) -> None:
        try:
            for verdict in journal.verify_older():
                if verdict.damage is not None:
                    self.post(JournalBroken(str(verdict.damage)))
                if self._stopping.is_set():
                    return
        except (JournalError, OSError) as error:
            self.post(JournalBroken(str(error)))
        except Exception as error:
            self.fail(error)

    # --- parts ---------------------------------------------------------------------------------------------------

    def _make_devices(self) -> dict[DeviceId, Device]:
        settings, devices = self.settings, list[Device]()
        if settings.cctalk is not None:
            bus = CcTalkBus(
                settings.cctalk.port, settings.cctalk.echo, observer=self._observer, tick=self._ticks["cctalk"]
            )
            self._bus = bus
            if acceptor := settings.coin_acceptor:
                paths = {int(path): DeviceId(store) for path, store in acceptor.paths.items()}
                devices.append(
                    CoinAcceptor(
                        bus,
                        COIN_ACCEPTOR,
                        address=acceptor.address,
                        paths=paths,
                        accept_count=acceptor.accept_count,
                        values=frozenset(self.rules.coins),
                    )
                )
            for hopper in settings.hoppers:
                devices.append(
                    Hopper(
                        bus,
                        DeviceId(hopper.id),
                        hopper.address,
                        Won(hopper.value),
                        serial=hopper.serial or None,
                        form=hopper.dispense,
                    )
                )
        devices.append(
            DocumentPrinter(
                settings.document_printer.uri,
                DOCUMENT_PRINTER,
                observer=self._observer,
                tick=self._ticks[str(DOCUMENT_PRINTER)],
            )
        )
        if receipts := settings.receipt_printer:
            devices.append(
                ReceiptPrinter(
                    str(receipts.port),
                    RECEIPT_PRINTER,
                    baud=receipts.baud,
                    dots=receipts.dots,
                    presenter=receipts.presenter,
                    counter=receipts.counter,
                    observer=self._observer,
                    tick=self._ticks[RECEIPT_PRINTER],
                )
            )
        if cards := settings.card_reader:
            self._card_reader = PivCardReader(
                cards.reader, CARD_READER, observer=self._observer, tick=self._ticks[CARD_READER]
            )
            devices.append(self._card_reader)
        return {device.id: device for device in devices}

    def _make_uploader(self, journal: Journal) -> Uploader:
        district = self.settings.district
        client = DistrictClient(district.url, district.key, kiosk=self.settings.kiosk.id, timeout=district.timeout)
        self._district = client
        return Uploader(journal.reader(), client, self._district_news, tick=self._ticks["uploader"])

    def _district_news(self, news: UploadState | Disagreement) -> None:
        match news:
            case UploadState(reachable, acknowledged, offset):
                self.post(DistrictSeen(reachable, acknowledged, offset))
            case Disagreement(problem, detail):
                log.error("no visit can begin: %s: %s: %s", problem, detail, " ".join(explained("district", problem)))
                self.post(DistrictDisagrees(problem, detail))


def _access(settings: Settings) -> Access:
    place, district, roots = settings.kiosk, settings.district, settings.identity.trust_root
    return Access(
        url=district.url,
        key=district.key,
        kiosk=place.id,
        timeout=district.timeout,
        utc_offset_minutes=place.utc_offset_minutes,
        place_name=place.place_name_ko,
        phone=place.phone,
        trust_root=str(roots) if roots else None,
    )


def _slips(settings: Settings) -> Callable[[Slip], Pages]:
    """Draws a slip for this kiosk's paper, in the language of its visit."""
    place, receipts = settings.kiosk, settings.receipt_printer

    def drawn(slip: Slip) -> Pages:
        if receipts is None:
            raise ValueError("a slip without a receipt printer")
        name = place.place_name_en if slip.language == "en" else place.place_name_ko
        return Pages(draw(slip, name, place.phone, receipts.dots, utc_offset_minutes=place.utc_offset_minutes))

    return drawn


def _each(entries: Iterable[Entry], tick: Callable[[], None]) -> Iterator[Entry]:
    for entry in entries:
        tick()
        yield entry


def _downtime(woke: datetime, alive: datetime | None, last_entry: datetime) -> int | None:
    """Whole seconds since the kiosk was last known to run; None when the clock was set back meanwhile."""
    last = max(last_entry, alive or datetime.min.replace(tzinfo=UTC))
    seconds = (woke - last).total_seconds()
    return None if seconds < 0 else int(seconds)
