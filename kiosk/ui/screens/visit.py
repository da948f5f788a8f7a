"""The screens of a visit, and the class that shows each."""

from __future__ import annotations

from collections.abc import Mapping
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
    ParcelScreen,
    PayingOutScreen,
    PayScreen,
    PersonScreen,
    PinScreen,
    RefundOfferScreen,
    Screen,
    TakeCardScreen,
    TakeScreen,
    ThanksScreen,
    TroubleScreen,
    WaitScreen,
)
from kiosk.ui.screens.base import ScreenView
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
from kiosk.ui.screens.trouble import Notice, Trouble
from kiosk.ui.screens.working import Issuing, PayingOut, Wait

VISIT: Mapping[type[Screen], type[ScreenView[Any]]] = {
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
}
