"""A warm page of the land ledger, against the same page set by typst in the same run.

``page_issue_ms`` is what a citizen waits for after paying: the proved page finished with its stamp. typst has no such
halves, so the fair match for its page is ``page_whole_ratio``: layout, proof and issue. The template below sets the
same words in the same tables with the same fonts, watermark and seal; its compiler is reused, its input differs
each time.
"""

from __future__ import annotations

import json
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import typst

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from forms import compose, records  # noqa: E402 - the repository's root is on the path only now
from forms.stamp import Field, texts  # noqa: E402 - as above

PNU = "2641010700100840001"
ROUNDS = 60
OPTIONS = {"history": "include", "ownership": "include"}

TEMPLATE = r"""
#let d = json(bytes(sys.inputs.data))
#let s = json(bytes(sys.inputs.stamp))
#set document(title: s.title)
#set page(width: 297mm, height: 210mm, margin: 15mm,
  background: rotate(-32deg,
    text(font: "Pretendard GOV", weight: 700, size: 78mm, tracking: 0.6em, fill: luma(232), "견본")))
#set text(font: ("NanumMyeongjo YetHangul", "Pretendard GOV"), size: 9pt, lang: "ko")
#set par(leading: 0.4em, spacing: 0pt)
#let at(x, y, w, body) = place(top + left, dx: x * 1mm, dy: y * 1mm, box(width: w * 1mm, body))
#let label(body) = text(font: "Pretendard GOV", size: 8pt, body)
#let head(size, body) = text(font: "Pretendard GOV", weight: 700, size: size, body)
#let rules = (x: 0.4pt, y: 0.4pt)
#set table(stroke: rules, inset: 1mm, align: center + horizon)
#at(0, 0, 120, label(d.form))
#at(180, 0, 39, align(right, label("문서확인번호")))
#at(220.5, 0, 46.5, align(right, head(10pt, s.check_number)))
#at(0, 5.4, 240, table(columns: (17mm, 57mm, 18mm, 54mm, 17mm, 17mm, 17mm, 43mm), rows: 8mm, stroke: rules,
  label("고유번호"), align(left, d.pnu), table.cell(rowspan: 2, colspan: 2, head(21pt, text(tracking: 0.4em, d.name))),
  label("도면번호"), d.map_number, label("발급번호"), s.number,
  label("토지소재"), align(left, d.location), label("장 번 호"), d.sheet, label("처리시각"), s.clock,
  label("지    번"), align(left, d.lot), label("축    척"), d.scale, label("비    고"), d.note,
  label("발 급 자"), s.issuer))
#at(0, 31.2, 267, table(columns: (20mm, 27mm, 68mm, 34mm, 80mm, 38mm), rows: (5.6mm,) + (5mm,) * 16,
  table.cell(colspan: 3, head(9.5pt, "토 지 표 시")), table.cell(colspan: 3, head(9.5pt, "소 유 자")),
  table.cell(rowspan: 2, label("지    목")), table.cell(rowspan: 2, label("면적 (㎡)")),
  table.cell(rowspan: 2, label("사    유")), label("변동일자"), label("주    소"),
  table.cell(rowspan: 2, label("등록번호")), label("변동원인"), label("성명 또는 명칭"),
  ..d.body.map(r => (
    table.cell(rowspan: 2, r.at(0)), table.cell(rowspan: 2, align(right, r.at(1))),
    table.cell(rowspan: 2, align(left, r.at(2))), r.at(3), align(left, r.at(4)),
    table.cell(rowspan: 2, r.at(5)), r.at(6), align(left, r.at(7)))).flatten()))
#at(0, 118.2, 267, table(columns: (36mm,) + (26mm,) * 7 + (49mm,), rows: 5.6mm,
  label("등급수정 연월일"), ..d.grades.map(g => text(8pt, g.at(0))), label("용도지역 등"),
  label("토지등급(기준수확량등급)"), ..d.grades.map(g => text(8pt, g.at(1))),
  table.cell(rowspan: 3, text(8pt, d.zoning)),
  label("개별공시지가 기준일"), ..d.prices.map(g => text(8pt, g.at(0))),
  label("개별공시지가(원/㎡)"), ..d.prices.map(g => text(8pt, g.at(1)))))
#at(63, 145, 140, align(center, text(12pt, d.certificate)))
#at(63, 151.6, 140, align(center, text(11.5pt, s.date)))
#at(63, 159, 140, align(center, head(19pt, text(tracking: 0.12em, d.authority))))
#at(168.5, 149, 19, image("seal.png", width: 19mm))
#at(0, 152, 46, rect(width: 46mm, height: 9mm, stroke: 0.6pt, align(center + horizon, text(10pt, s.fee))))
#at(0, 170.8, 267, line(length: 267mm, stroke: 0.6pt))
#at(0, 172.5, 208, text(font: "Pretendard GOV", size: 7.5pt, s.notice))
#at(0, 176.5, 208, text(font: "Pretendard GOV", size: 6.5pt, d.english))
#at(209, 172.5, 42, align(right, label(s.number)))
#at(252, 172.5, 15, align(right, head(8pt, "1 / 1")))
"""


def sheet_words(record: records.LandRecord) -> str:
    """The record as the template wants it: the same words as on our page."""

    def day(at: object) -> str:
        return f"{at:%Y년 %m월 %d일}"

    closed, empty = "= 이 하 여 백 =", ""
    body = []
    for line in range(7):
        row = [empty] * 8
        if line < len(record.land):
            state = record.land[line]
            row[:3] = [
                f"({state.category_code})\n{state.category}",
                f"{state.area:,f}",
                f"({state.reason_code}) {day(state.on)}\n{state.reason}",
            ]
        elif line == len(record.land):
            row[2] = closed
        if line < len(record.owners):
            o = record.owners[line]
            row[3:] = [day(o.on), o.address, o.registration, f"({o.cause_code}) {o.cause}", o.name]
        elif line == len(record.owners):
            row[4] = closed
        body.append(row)
    pnu = record.pnu
    return json.dumps(
        {
            "form": "공간정보의 구축 및 관리 등에 관한 법률 시행규칙 [별지 제63호서식]",
            "name": "토지대장",
            "pnu": f"{pnu[:10]}-{pnu[10:15]}-{pnu[15:]}",
            "location": record.location,
            "lot": record.lot,
            "scale": record.scale,
            "map_number": record.map_number,
            "sheet": "1-1",
            "note": record.note,
            "body": body,
            "grades": [[day(g.on), g.grade] for g in record.grades[-7:]],
            "prices": [[day(p.on), f"{p.won:,}"] for p in record.prices[-7:]],
            "zoning": record.zoning,
            "certificate": "토지대장에 의하여 작성한 등본입니다.",
            "authority": "부산광역시 금정구청장",
            "english": "Issued by an unattended kiosk. "
            "For 90 days the document check number shows whether this paper is genuine.",
        }
    )


def main() -> None:
    parcels = json.loads((ROOT / "assets" / "registry" / "parcels.json").read_text(encoding="utf-8"))
    record = records.land.read("1", json.dumps(parcels[PNU]).encode())
    compose.warm()
    draft = compose.compose("D03", record, OPTIONS)

    def stamp(n: int) -> compose.Stamp:
        check = f"{n * 7919 % 10**16:016d}"
        return replace(
            compose.STAND_IN,
            number=f"B001-20261122-{n:06d}",
            check_number="-".join(check[i : i + 4] for i in range(0, 16, 4)),
            fee=300,
            exemption=None,
        )

    with tempfile.TemporaryDirectory(prefix="bench-page-") as folder:
        source = Path(folder) / "page.typ"
        source.write_text(TEMPLATE, encoding="utf-8")
        (Path(folder) / "seal.png").write_bytes((ROOT / "assets/seal/geumjeong-sample.png").read_bytes())
        compiler = typst.Compiler(
            str(source), root=folder, font_paths=[str(ROOT / "assets" / "fonts")], ignore_system_fonts=True
        )
        data = sheet_words(record)

        def by_typst(n: int) -> bytes:
            words = {str(Field(key)): value for key, value in texts(stamp(n)).items()}
            inputs = {"data": data, "stamp": json.dumps(words | {"title": words["number"]})}
            made = compiler.compile(sys_inputs=inputs, timestamp=0, pdf_tags=False)
            if not isinstance(made, bytes):
                raise TypeError("typst gave no PDF")
            return made

        ways: dict[str, Callable[[int], bytes]] = {
            "issue": lambda n: draft.issue(stamp(n)),
            "whole": lambda n: compose.compose("D03", record, OPTIONS).issue(stamp(n)),
            "typst": by_typst,
        }
        times: dict[str, list[float]] = {name: [] for name in ways}
        for n in range(-5, ROUNDS):  # the ways take turns, so that a busy moment of the machine hits all of them
            for name, way in ways.items():
                start = time.perf_counter()
                way(n + 10)
                if n >= 0:
                    times[name].append((time.perf_counter() - start) * 1000)
        if len(sys.argv) > 1:
            for name, way in ways.items():
                (Path(sys.argv[1]) / f"{name}.pdf").write_bytes(way(1))
    median = {name: round(statistics.median(taken), 2) for name, taken in times.items()}
    print(json.dumps({"name": "page_issue_ms", "value": median["issue"], "unit": "ms", "limit": 15.0}))
    for name in ("issue", "whole"):
        ratio = round(median[name] / median["typst"], 2)
        figure = {"name": f"page_{name}_ratio", "value": ratio, "unit": "× typst", "limit": 1.5}
        print(json.dumps(figure | {"ms": median[name], "peer_ms": median["typst"]}, ensure_ascii=False))


if __name__ == "__main__":
    main()
