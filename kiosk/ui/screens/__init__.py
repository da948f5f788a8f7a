"""One small class for each screen of :mod:`kiosk.core.screens`, and the table that finds it."""

from __future__ import annotations

from typing import Any

from kiosk.core.screens import (
    ChooseScreen,
    ConfirmScreen,
    ConsentScreen,
    ExemptionScreen,
    FreeScreen,
    GuideScreen,
    InsertCardScreen,
    IssuingScreen,
    NoticeScreen,
    OptionsScreen,
    OutOfServiceScreen,
    ParcelScreen,
    PayingOutScreen,
    PayScreen,
    PersonScreen,
    PinScreen,
    RefundOfferScreen,
    Screen,
    StartScreen,
    TakeCardScreen,
    TakeScreen,
    ThanksScreen,
    TroubleScreen,
    WaitScreen,
)
from kiosk.ui.draft import Draft
from kiosk.ui.kit import Kit
from kiosk.ui.screens.base import Outlet, ScreenView
from kiosk.ui.screens.choose import Choose
from kiosk.ui.screens.confirm import Confirm
from kiosk.ui.screens.ending import RefundOffer, Take, Thanks
from kiosk.ui.screens.exemption import Consent, Exemption
from kiosk.ui.screens.guide import Guide
from kiosk.ui.screens.identity import InsertCard, Pin, TakeCard
from kiosk.ui.screens.options import Options
from kiosk.ui.screens.parcel import Parcel
from kiosk.ui.screens.pay import Free, Pay
from kiosk.ui.screens.person import Person
from kiosk.ui.screens.start import OutOfService, Start
from kiosk.ui.screens.trouble import Notice, Trouble
from kiosk.ui.screens.working import Issuing, PayingOut, Wait

VIEWS: dict[type[Screen], type[ScreenView[Any]]] = {
    StartScreen: Start,
    GuideScreen: Guide,
    ChooseScreen: Choose,
    ParcelScreen: Parcel,
    OptionsScreen: Options,
    InsertCardScreen: InsertCard,
    PinScreen: Pin,
    TakeCardScreen: TakeCard,
    PersonScreen: Person,
    ExemptionScreen: Exemption,
    ConsentScreen: Consent,
    ConfirmScreen: Confirm,
    WaitScreen: Wait,
    PayScreen: Pay,
    FreeScreen: Free,
    IssuingScreen: Issuing,
    TroubleScreen: Trouble,
    PayingOutScreen: PayingOut,
    TakeScreen: Take,
    NoticeScreen: Notice,
    RefundOfferScreen: RefundOffer,
    ThanksScreen: Thanks,
    OutOfServiceScreen: OutOfService,
}


def view_of(kit: Kit, screen: Screen, draft: Draft, outlet: Outlet) -> ScreenView[Any]:
    return VIEWS[type(screen)](kit, screen, draft, outlet)
