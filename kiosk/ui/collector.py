"""Python's collector of cycles, kept in the GUI thread.

Views, parts and what their buttons do hold each other in cycles. Python collects those in whichever thread happens to
make the next object, and a widget that is destroyed in any thread but Qt's takes the process with it (segmentation
fault). So the collector is off, and the GUI thread calls ``collect_due`` now and then, between two events.
"""

from __future__ import annotations

import gc


def keep_here() -> None:
    """From now on nothing is collected but by ``collect_due``."""
    gc.disable()


def spare_loaded() -> None:
    """What is there now (modules, strings, fonts) stays to the end: it is not looked through again."""
    gc.freeze()


_wanted = False


def want_all() -> None:
    """Somebody's visit is over: whatever of it still hangs in cycles goes with the next ``collect_due``."""
    global _wanted
    _wanted = True


def collect_due() -> None:
    """The oldest generation that Python itself would collect now; all of them if that is wanted. In the GUI thread."""
    global _wanted
    if _wanted:
        _wanted = False
        gc.collect()
        return
    for generation in (2, 1, 0):
        if gc.get_count()[generation] > gc.get_threshold()[generation]:
            gc.collect(generation)
            return
