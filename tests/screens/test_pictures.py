"""``kiosk screens``: what is asked for is drawn into folders by name; what makes no sense is said."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

from kiosk.ui.gallery import main
from kiosk.ui.kit import ViewSettings
from kiosk.ui.menu import Menu
from kiosk.ui.pictures import PANELS, Panel, Setting, pages, settings, show, window_for
from kiosk.ui.theme import Contrast
from tests.screens.conftest import SAMPLES

LIGHT = ["--size", "1080x1920", "--lang", "ko", "--mode", "light", "--text", "100", "--low", "off", "--voice", "off"]


def _drawn(folder: Path) -> set[str]:
    return {str(path.relative_to(folder)) for path in folder.rglob("*.png")}


def test_every_page_is_drawn(tmp_path: Path, qtbot: QtBot, capsys: pytest.CaptureFixture[str]) -> None:
    asked = ["--out", str(tmp_path), *LIGHT, "--screen", "pay-coins", "--screen", "pay-long"]
    assert main(asked) == 0
    folder = "1080x1920-ko-light-100"
    assert _drawn(tmp_path) == {f"{folder}/{name}.png" for name in ("pay-coins", "pay-long", "pay-long.2")}
    assert QImage(str(tmp_path / folder / "pay-coins.png")).size().toTuple() == (1080, 1920)
    assert "3 pictures in 1 folders" in capsys.readouterr().out


def test_an_option_left_out_means_all_its_values(tmp_path: Path, qtbot: QtBot) -> None:
    assert main(["--out", str(tmp_path), "--screen", "thanks", "--text", "100"]) == 0
    sizes, aids = ("1080x1920", "1280x1024"), ("", "-low", "-voice", "-low-voice")
    wanted = {
        f"{size}-{language}-{theme}-100{aid}/thanks.png"
        for size in sizes
        for language in ("ko", "en")
        for theme in ("light", "high-contrast")
        for aid in aids
    }
    assert _drawn(tmp_path) == wanted
    assert len(settings()) == 64


def test_other_inches_are_named_in_the_folder() -> None:
    other = Setting(Panel(1080, 1920, 22.0), ViewSettings(text_scale=2.0, contrast=Contrast.HIGH, low=True))
    assert other.folder == "1080x1920@22in-ko-high-contrast-200-low"
    assert replace(other, panel=PANELS[0]).folder == "1080x1920-ko-high-contrast-200-low"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--screen", "pay-coin"], "no screen is called 'pay-coin'; near it: pay-coins"),
        (["--screen", "xyz"], "see --list"),
        (["--size", "800x600"], "invalid choice: '800x600' (choose from '1080x1920', '1280x1024')"),
        (["--low", "maybe"], "choose from 'off', 'on'"),
        ([], "--out DIR says where the pictures go"),
    ],
)
def test_what_makes_no_sense_is_said(
    tmp_path: Path, words: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    out = ["--out", str(tmp_path)] if words else []
    with pytest.raises(SystemExit) as ended:
        main([*out, *words])
    assert ended.value.code == 2
    assert said in capsys.readouterr().err


def test_a_folder_that_can_not_be_written(tmp_path: Path, qtbot: QtBot, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "file").write_text("in the way", encoding="utf-8")
    assert main(["--out", str(tmp_path / "file"), *LIGHT, "--screen", "thanks"]) == 1
    assert "file" in capsys.readouterr().err


def test_samples_are_listed(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--list"]) == 0
    assert capsys.readouterr().out.split() == list(SAMPLES)


def test_the_menu_and_the_caption_are_drawn(qtbot: QtBot) -> None:
    window = window_for(PANELS[0], ViewSettings(voice=True))
    show(window, SAMPLES["menu"])
    assert window.frame is not None
    assert isinstance(window.frame.overlay, Menu)
    assert list(pages(window)) == [1]
    caption = window.frame.caption
    assert caption is not None
    assert caption.words.text() != caption.idle
    show(window, SAMPLES["pay-long"])
    assert len(list(pages(window))) > 1  # nothing lies over them any more
    window.deleteLater()
