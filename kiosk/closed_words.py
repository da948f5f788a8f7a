"""What the Books' faults of the kiosk as a whole mean to the technician: what happened, what becomes of the money, what
to do. One text for the log and for ``kiosk journal verify``; Korean first.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

STOPPING = frozenset({"district", "journal"})
"""Faults of these keep the kiosk closed until somebody comes."""


@dataclass(frozen=True, slots=True)
class Words:
    """Korean and English of each."""

    what: tuple[str, str]
    money: tuple[str, str]
    do: tuple[str, str]

    def lines(self) -> tuple[str, ...]:
        return (" / ".join(self.what), *self.money, *self.do)


_KEPT = (
    "돈: 이 발급기의 기록은 그대로이며, 구청에 보내지 않은 기록도 남아 있습니다.",
    "Money: the records here are as they were, also those that the district does not have yet.",
)
_BY_DISTRICT = (
    "돈: 구청 교부대장의 기록이 맞습니다. 미지급금은 교부대장에서 확인하고, 그 뒤의 돈은 현금을 세어 확인하십시오.",
    "Money: the district's ledger is right: look up open claims there, and count the coins for what came after.",
)
_RESTART = (
    "할 일: 이 디스크를 보관하십시오. 현금을 세고, 교부대장의 회차보다 1 큰 N 과 마지막 발급번호 M 으로 "
    "`kiosk journal restart --epoch N --issue-serial M --stock …` 를 실행하십시오.",
    "Do: keep this disk's files. Count the coins, then run "
    "`kiosk journal restart --epoch N --issue-serial M --stock …`: "
    "N is one more than the district's epoch, M the last serial that the district's ledger shows.",
)
_WORDS: Mapping[tuple[str, str], Words] = {
    ("district", "rolled_back"): Words(
        (
            "구청의 기록이 이 디스크보다 앞서 있습니다. 디스크가 바뀌었거나 예전 상태로 되돌려졌습니다.",
            "the district holds more than this disk: the disk was replaced or set back",
        ),
        _BY_DISTRICT,
        _RESTART,
    ),
    ("district", "fork"): Words(
        (
            "같은 번호의 기록이 구청과 다릅니다. 두 디스크가 같은 이름으로 쓰였거나, "
            "되돌려진 디스크가 계속 쓰였습니다.",
            "the district has another content under the same numbers: two disks were used under this name, or one that "
            "was set back went on",
        ),
        _BY_DISTRICT,
        _RESTART,
    ),
    ("district", "gap"): Words(
        (
            "구청이 아직 받지 못한 기록이 이 디스크에 없습니다.",
            "records that the district does not have yet are missing on this disk",
        ),
        (
            "돈: 빠진 기록의 돈은 어디에도 없습니다. 현금을 세어 확인하십시오.",
            "Money: what the missing records say of it is nowhere else; count the coins.",
        ),
        (
            "할 일: 보관한 원장 파일이 있으면 되돌려 놓으십시오. 없으면 현금을 세고 "
            "`kiosk journal restart --stock …` 를 실행하십시오.",
            "Do: put the archived journal files back if there are any; else count the coins and run "
            "`kiosk journal restart --stock …`.",
        ),
    ),
    ("district", "wrong_kiosk"): Words(
        ("구청이 이 발급기의 이름이나 열쇠를 거절합니다.", "the district refuses this kiosk's name or key"),
        _KEPT,
        (
            "할 일: kiosk.toml 의 kiosk.id 와 district.key 를 구청에 등록된 것과 비교하십시오.",
            "Do: compare kiosk.id and district.key in kiosk.toml with what is registered at the district.",
        ),
    ),
    ("district", "damaged"): Words(
        ("구청으로 보낼 기록을 읽을 수 없습니다.", "the records for the district can not be read"),
        _BY_DISTRICT,
        (
            "할 일: `kiosk journal verify` 가 말하는 대로 하십시오.",
            "Do: what `kiosk journal verify` says of the files.",
        ),
    ),
    ("journal", "journal_broken"): Words(
        ("원장이 검증되지 않았습니다.", "a part of the journal did not verify"),
        (
            "돈: 구청 교부대장과 현금을 세어 확인하십시오.",
            "Money: compare the district's ledger with the coins as counted.",
        ),
        (
            "할 일: 파일을 지우지 마십시오. 현금을 세고 `kiosk journal restart --stock …` 를 실행하십시오.",
            "Do: delete nothing. Count the coins, then run `kiosk journal restart --stock …`.",
        ),
    ),
    ("clock", "behind"): Words(
        ("시계가 마지막 기록보다 늦습니다.", "the clock stands before the last record"),
        _KEPT,
        (
            "할 일: 시계를 맞추십시오. 구청이 시각을 확인하면 저절로 다시 열립니다.",
            "Do: set the clock; the kiosk opens by itself once the district confirms the time.",
        ),
    ),
    ("clock", "off"): Words(
        ("시계가 구청의 시계와 다릅니다.", "the clock differs from the district's"),
        _KEPT,
        (
            "할 일: 시계를 맞추십시오 (NTP). 구청이 시각을 확인하면 저절로 다시 열립니다.",
            "Do: set the clock (NTP); the kiosk opens by itself once the district confirms the time.",
        ),
    ),
    ("disk", "full"): Words(
        ("디스크에 자리가 없습니다.", "the disk has no room"),
        _KEPT,
        (
            "할 일: 원장 파일이 아닌 것을 지우십시오. 자리가 생기면 저절로 다시 열립니다.",
            "Do: make room, but delete no journal file; the kiosk opens by itself once there is room.",
        ),
    ),
}
_WHOLE = ("district", "journal", "clock", "disk")


def explained(device: str, fault: str) -> tuple[str, ...]:
    """The lines for a fault of district, journal, clock or disk; none for a device's."""
    if device not in _WHOLE:
        return ()
    words = _WORDS.get((device, fault))
    if words is None:
        return (f"{device}: {fault}", *_KEPT)
    return words.lines()
