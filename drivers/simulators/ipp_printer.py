"""The simulated document printer: an A4 laser printer that speaks IPP over HTTP, with everything that can go wrong
with one.

In its folder: ``printer.uri`` and ``paper/NNNN-<job-name>.pdf``, the sheets of each job that came out (all of them:
the very bytes that were sent). Ledger lines: ``sheet_printed``, ``sheet_jammed`` (job, page), ``paper_loaded``
(sheets).
"""

from __future__ import annotations

import re
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from drivers.simulators.device import Cut, Refused
from drivers.simulators.ipp_engine import Engine
from drivers.simulators.ipp_http import PATH, Network
from drivers.simulators.ipp_operations import Operation, answer
from drivers.simulators.ledger import Ledger

_VERBS: dict[str, str] = {
    "jam_at": "page: a jam when this page of the next (or present) job is on its way",
    "clear_jam": "take the crumpled sheet out; none is on its way any more",
    "paper": "sheets: exactly so many in the tray",
    "load_paper": "sheets: so many more in the tray",
    "open_cover": "open the cover: nothing moves",
    "close_cover": "close it: the printer goes on",
    "pause": "stop the printer at its panel",
    "resume": "end pause: the printer goes on",
    "hold_jobs": "jobs that come now are held until release_jobs",
    "release_jobs": "end hold_jobs, and print the jobs that were held",
    "freeze": "take connections, but answer nothing until thaw",
    "thaw": "carry out what came meanwhile",
    "drop_answer": "operation (default Send-Document): carry out the next one, but hang up without an answer",
    "lie": "report the next job as completed without printing it",
    "count_lag": "seconds: a sheet is seen so much later in printer-impressions-completed, until the power goes",
    "no_count": "on (default true): a model without printer-impressions-completed",
    "forget": "forget all jobs that have ended",
    "power_off": "sheet (out|in): where a sheet on its way ends",
    "power_on": "switch it on: jobs and job ids are forgotten",
    "power_cycle": "seconds (default 0.2), sheet (out|in): power_off and power_on",
    "toner_low": "a warning; it still prints",
    "toner_out": "nothing is printed until new_toner",
    "new_toner": "put a full cartridge in",
    "printer_jobs": "every job the printer knows: number, name, state, done, pages",
}


class IppPrinter:
    """``printer_time``: seconds from the tray to the output, for each sheet."""

    name = "document_printer"
    verbs: Mapping[str, str] = _VERBS

    def __init__(self, printer_time: float = 0.3) -> None:
        self._page_s = printer_time
        self._network = Network(self._answer)
        self._on = False
        self._engine: Engine | None = None
        self._paper = Path()
        self._uri = ""

    @property
    def engine(self) -> Engine:
        if self._engine is None:
            raise RuntimeError("the printer is not started")
        return self._engine

    def start(self, directory: Path, ledger: Ledger) -> None:
        self._ledger = ledger
        self._paper = directory / "paper"
        self._paper.mkdir(exist_ok=True)
        self._engine = Engine(self.name, self._page_s, ledger, self._deliver)
        self._engine.start()
        self._network.on()
        self._on = True
        self._uri = f"ipp://127.0.0.1:{self._network.port}{PATH}"
        (directory / "printer.uri").write_text(self._uri + "\n", "utf-8")

    def stop(self) -> None:
        self._network.off()
        self.engine.stop()

    def state(self) -> dict[str, Any]:
        memory, volatile = self.engine.state()
        return {"memory": memory, "volatile": volatile | {"frozen": self._network.frozen, "on": self._on}}

    def restore(self, state: dict[str, Any], cut: Cut) -> None:
        volatile = dict(state["volatile"])
        self._network.frozen = bool(volatile.pop("frozen", False)) and cut == "process"
        self._network.drop.clear()
        if not volatile.pop("on", True) or not self._on:
            raise Refused("a printer without power can not be restored")
        self.engine.restore(state["memory"], volatile, cut == "cabinet")
        kept = self.engine.memory.papers
        for path in self._paper.glob("*.pdf"):
            if int(path.name.split("-")[0]) > kept:
                path.unlink()

    def _deliver(self, number: int, name: str, pages: bytes) -> None:
        path = self._paper / f"{number:04d}-{re.sub(r'[^0-9A-Za-z가-힣._-]', '_', name)}.pdf"
        new = path.with_suffix(".new")
        new.write_bytes(pages)
        new.replace(path)

    def _answer(self, request: bytes) -> tuple[int, bytes]:
        return answer(self.engine, self._uri, request)

    # --- control --------------------------------------------------------------------------------------------------

    def control(self, do: str, arguments: dict[str, Any]) -> dict[str, Any]:
        match do:
            case "freeze" | "thaw":
                self._network.frozen = do == "freeze"
            case "drop_answer":
                self._network.drop.append(_operation(arguments.get("operation", "Send-Document")))
            case "power_off":
                self._power_off(_side(arguments))
            case "power_on":
                self._power_on()
            case "power_cycle":
                self._power_off(_side(arguments))
                time.sleep(float(arguments.get("seconds", 0.2)))
                self._power_on()
            case "printer_jobs":
                with self.engine.lock:
                    return {
                        "jobs": [
                            {"number": job.number, "name": job.name, "state": job.state.name.lower()}
                            | {"done": job.done, "pages": job.pages}
                            for job in self.engine.jobs.values()
                        ]
                    }
            case _:
                with self.engine.lock, self._ledger.change():
                    self._handle(do, arguments)
                    self.engine.lock.notify_all()
        return {}

    def _handle(self, do: str, arguments: dict[str, Any]) -> None:
        """What hands can do at the printer; under the lock."""
        engine, memory = self.engine, self.engine.memory
        match do:
            case "jam_at":
                engine.jam_at = _count(arguments, "page")
            case "clear_jam":
                memory.jammed, engine.jam_at = False, None
            case "paper":
                memory.tray = _count(arguments, "sheets")
            case "load_paper":
                sheets = _count(arguments, "sheets")
                memory.tray += sheets
                self._ledger.append("paper_loaded", device=self.name, sheets=sheets)
            case "open_cover" | "close_cover":
                memory.cover_open = do == "open_cover"
            case "pause" | "resume":
                engine.paused = do == "pause"
            case "hold_jobs":
                engine.hold_new = True
            case "release_jobs":
                engine.hold_new = False
                for job in engine.jobs.values():
                    if job.reasons == ("job-hold-until-specified",):
                        engine.release(job)
            case "lie":
                engine.lie = True
            case "count_lag":
                engine.count_lag = _seconds(arguments)
            case "no_count":
                memory.counts = arguments.get("on", True) is False
            case "forget":
                engine.jobs = {number: job for number, job in engine.jobs.items() if not job.over}
            case "toner_low" | "toner_out" | "new_toner":
                memory.toner = {"toner_low": "low", "toner_out": "out", "new_toner": "ok"}[do]
            case _:
                raise Refused(f"{self.name} can not {do!r}")

    def _power_off(self, sheet: str) -> None:
        if not self._on:
            raise Refused("the power is off already")
        self._on = False
        self._network.off()
        with self._ledger.change():
            self.engine.lose_power(sheet)
        self.engine.stop()

    def _power_on(self) -> None:
        if self._on:
            raise Refused("the power is on already")
        self._network.frozen = False
        self._network.drop.clear()
        with self.engine.lock:
            self.engine.lose_power()  # up-time counts from now
        self.engine.start()
        self._network.on()
        self._on = True


def _count(arguments: dict[str, Any], name: str) -> int:
    value = arguments.get(name)
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise Refused(f'"{name}" is a number of 0 or more')
    return value


def _seconds(arguments: dict[str, Any]) -> float:
    value = arguments.get("seconds")
    if not isinstance(value, int | float) or isinstance(value, bool) or value < 0:
        raise Refused('"seconds" is a number of 0 or more')
    return float(value)


def _side(arguments: dict[str, Any]) -> str:
    value = arguments.get("sheet", "")
    if value not in ("", "in", "out"):
        raise Refused('"sheet" is in or out')
    return str(value)


def _operation(name: object) -> int:
    found = {operation.name.replace("_", "-").lower(): int(operation) for operation in Operation}
    code = found.get(str(name).lower())
    if code is None:
        raise Refused(f"{name!r} is no operation of this printer")
    return code
