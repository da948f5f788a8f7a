"""What the journal's commands say to a technician: what is wrong with the files, what of the money, what to do."""

from __future__ import annotations

import sys
from typing import TextIO

from offline_queue.chain import Damage, JournalDamaged
from offline_queue.verify import SegmentVerdict


class CommandFailed(Exception):
    """The command can not be carried out; the text is for the technician."""


WHAT = {
    Damage.NOT_A_JOURNAL: ("원장 파일이 아닙니다", "this file is not a journal"),
    Damage.WRONG_KIOSK: ("다른 발급기의 원장입니다", "this is another kiosk's journal"),
    Damage.TAMPERED: ("기록이 나중에 바뀌었습니다", "bytes were changed after they were written"),
    Damage.TRUNCATED: ("파일 끝이 없습니다", "the end of the file, or a later file, is missing"),
    Damage.GAP: ("기록이 빠져 있습니다", "records are missing between others"),
    Damage.UNKNOWN_ENTRY: ("더 새로운 프로그램의 기록입니다", "written by newer software; the chain is right"),
}
MONEY = (
    "돈: 이 기록까지는 믿을 수 있습니다. 그 뒤의 돈은 현금을 세어 확인하십시오.",
    "Money: trust the records up to here; count the coins to know the rest. The district keeps what it had received.",
)
DO = (
    "할 일: 파일을 지우지 마십시오. 현금을 세고 `kiosk journal restart --stock …` 를 실행하십시오.",
    "Do: delete nothing. Count the coins, then run `kiosk journal restart --stock …`.",
)
DO_UPDATE = ("할 일: 프로그램을 새 버전으로 되돌리십시오.", "Do: install the newer software again.")
DO_WRONG_KIOSK = (
    "할 일: kiosk.toml 의 kiosk.id 와 디스크가 이 발급기의 것인지 확인하십시오. 돈 기록은 그대로입니다. "
    "그 발급기의 디스크로 이 발급기를 시작하려면 `kiosk journal restart --other-kiosk --stock …`.",
    "Do: see that kiosk.id in kiosk.toml and the disk are this machine's. The records of money are as they were. "
    "To begin this kiosk's journal beside them all the same: `kiosk journal restart --other-kiosk --stock …`.",
)
NO_BOOKS = ("기록이 서로 맞지 않습니다", "the chain is right, but the records contradict each other")
NONE = ("원장이 없습니다.", "there is no journal")
BEGIN = (
    "할 일: 현금을 세고 `kiosk journal restart --stock …` 로 시작하십시오.",
    "Do: count the coins and begin with `kiosk journal restart --stock …`.",
)

UNREAD = (
    "앞선 원장은 읽을 수 없습니다. 미지급금은 구청 교부대장에서 확인하십시오.",
    "Nothing of the journal before can be believed: its open claims are in the district's ledger.",
)


def verdict_line(verdict: SegmentVerdict) -> str:
    result = "ok" if verdict.damage is None else f"DAMAGED {verdict.damage.kind}"
    span = f"{verdict.first.sequence}–{verdict.last.sequence}" if verdict.first and verdict.last else "—"
    head = verdict.last.hash[:16] if verdict.last else ""
    return f"{verdict.segment.path.name}  {verdict.records} records  {span}  {head}  {result}"


def explained_damage(damage: JournalDamaged) -> str:
    korean, english = WHAT[damage.kind]
    advice: tuple[str, ...]
    match damage.kind:
        case Damage.UNKNOWN_ENTRY:
            advice = DO_UPDATE
        case Damage.WRONG_KIOSK:
            advice = DO_WRONG_KIOSK
        case _:
            advice = MONEY + DO
    lines = (f"{korean}. / {english}: {damage.where}: {damage.detail}", *advice)
    return "\n".join(f"  {line}" for line in lines)


def say(text: str, to: TextIO | None = None) -> None:
    (to or sys.stdout).write(text + "\n")
