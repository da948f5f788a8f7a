"""The citizen's screens in Qt Widgets: a :mod:`kiosk.core.screens` value comes in, a press goes out as a citizen's
fact.

Everything runs in the GUI thread except :class:`kiosk.ui.bridge.ScreenBridge`, through which the clerk delivers
screens.
"""
