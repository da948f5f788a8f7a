"""A representative value of every screen, with made-up data: for pictures, for the lint and for benchmarks."""

from __future__ import annotations

from dataclasses import replace

from kiosk.ui.samples.base import Sample, in_its_visit

__all__ = ["Sample", "samples"]


def samples() -> list[Sample]:
    """In the order of a visit, then what can go wrong."""
    # here, so that one of them can be had without the others
    from kiosk.ui.samples import application, choosing, exemption, identity, overlays, paying, start, trouble

    found = [
        *start.open_(),
        *choosing.choosing(),
        *application.parcel(),
        *identity.card(),
        *identity.persons(),
        *application.options(),
        *exemption.exemption(),
        *paying.paying(),
        *paying.issuing(),
        *paying.taking(),
        *trouble.troubles(),
        *trouble.notices(),
        *overlays.menus(),
        *start.closed(),
        *identity.left_in(),
    ]
    return [replace(sample, screen=in_its_visit(sample.screen)) for sample in found]
