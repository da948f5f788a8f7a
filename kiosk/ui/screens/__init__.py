"""One small class for each screen of :mod:`kiosk.core.screens`, and the two tables that find it.

The kiosk at rest is painted first. The screens of a visit have their table in :mod:`kiosk.ui.screens.visit`, which the
kiosk loads once that is done.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from kiosk.core.screens import OutOfServiceScreen, Screen, StartScreen
from kiosk.ui.screens.base import ScreenView
from kiosk.ui.screens.start import OutOfService, Start

AT_REST: Mapping[type[Screen], type[ScreenView[Any]]] = {
    StartScreen: Start,
    OutOfServiceScreen: OutOfService,
}
"""Nobody's visit: the view is the district's."""


def view_class(screen: Screen) -> type[ScreenView[Any]]:
    return AT_REST.get(type(screen)) or load_visit()[type(screen)]


def load_visit() -> Mapping[type[Screen], type[ScreenView[Any]]]:
    """What the first paint does without and no touch may wait for."""
    from kiosk.ui.screens.visit import VISIT

    return VISIT
