"""What the simulated receipt printer feels and what it says of it: DLE EOT n, automatic status back.

``jam``, ``cover`` and the like are physical and stay through a power cut; what is an error of the moment
(``cutter_error``: it holds until DLE ENQ) goes with the power.
"""

from __future__ import annotations


class Sensors:
    mouth: int | None
    """The slip at the exit."""

    def __init__(self, *, presenter: bool) -> None:
        self.presenter = presenter
        self.mouth = None
        self.near_end = self.end = self.cover = self.jam = self.jam_present = False
        self.knife_stuck = self.broken = False
        self.forget_errors()

    def forget_errors(self) -> None:
        """What the power takes with it."""
        self.hot = self.cutter_error = self.feeding = self.mute = self.dumb = self.booting = False

    @property
    def offline(self) -> bool:
        return self.end or self.cover or self.feeding or self.error

    @property
    def deaf(self) -> bool:
        """What is sent now is lost."""
        return self.mute or self.booting

    @property
    def error(self) -> bool:
        return self.cutter_error or self.broken or self.hot or self.jam

    def status(self, n: int) -> bytes:
        """Answer to DLE EOT n; nothing for one that this printer does not know."""
        match n:
            case 1:
                bits = 0x08 * self.offline | 0x40 * self.feeding
            case 2:
                bits = 0x04 * self.cover | 0x08 * self.feeding | 0x20 * self.end | 0x40 * self.error
            case 3:
                bits = 0x08 * self.cutter_error | 0x20 * self.broken | 0x40 * self.hot | 0x04 * self.jam
            case 4:
                bits = 0x0C * (self.near_end or self.end) | 0x60 * self.end
            case 20 if self.presenter:
                third = 0x01 * self.end | 0x04 * self.near_end | 0x20 * (self.mouth is not None)
                fifth = 0x01 * self.hot | 0x40 * self.jam
                sixth = 0x01 * self.cutter_error | 0x40 * self.broken
                return bytes([0x10, 0x0F, third, 0x02 * self.cover, fifth, sixth])
            case _:
                return b""
        return bytes([0x12 | bits])

    def auto_status(self) -> bytes:
        first = 0x10 | 0x08 * self.offline | 0x20 * self.cover | 0x40 * self.feeding
        second = 0x04 * self.jam | 0x08 * self.cutter_error | 0x20 * self.broken | 0x40 * self.hot
        return bytes([first, second, 0x03 * (self.near_end or self.end) | 0x0C * self.end, 0])
