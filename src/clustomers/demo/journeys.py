"""What a visit can consist of: the sequences of events on the web sites and in the ordering app."""

from dataclasses import dataclass
from functools import cache

import numpy as np
import numpy.typing as npt

# Where an event happens; a visit says which page stands for each of them.
SLOTS = (
    "land", "list", "product", "cart", "address", "shipping", "payment", "review", "stores",
    "search", "content", "service", "form", "account",
)  # fmt: skip
# How long after the event before: at once, while the page loads, after reading a bit, after
# reading.
GAPS = {"=": 0, "+": 1, "~": 2, "": 3}

# Fragments: event@slot, led by its gap. A number after the slot tells views of one visit apart;
# view 0 is the product that is bought.
_WEB = {
    "land": "=session_start@land =page_view@land",
    "scroll": "~scroll@land",
    "list": "page_view@list +view_item_list@list",
    "view0": "page_view@product0 +view_item@product0 ~scroll@product0",
    "view1": "page_view@product1 +view_item@product1",
    "view2": "page_view@product2 +view_item@product2",
    "view3": "page_view@product3 +view_item@product3",
    "search": "page_view@search +search@search",
    "promo": "+view_promotion@land ~select_promotion@land",
    "add": "~add_to_cart@product0",
    "cart": "page_view@cart +view_cart@cart",
    "drop": "~remove_from_cart@cart",
    "begin": "~begin_checkout@address",
    "login": "~login@account",
    "ship": "page_view@shipping ~add_shipping_info@shipping",
    "paypage": "page_view@payment",
    "error": "~exception@payment",
    "pay": "page_view@payment ~add_payment_info@payment",
    "buy": "~purchase@review",
    "stores": "page_view@stores +store_locator_view@stores",
    "call": "~click_to_call@stores",
    "content": "page_view@content ~scroll@content",
    "video": "~video_start@content",
    "download": "~file_download@content",
    "chat": "~chat_start@land",
    "signup": "page_view@account ~sign_up@account",
    "service": "page_view@service ~scroll@service",
    "form": "page_view@form +form_start@form",
    "quote": "~quote_request@form",
    "book": "~appointment_request@form",
    "lead": "~generate_lead@form",
}
_APP = {
    "open": "=Application_Opened@home =Screen_Viewed@home",
    "install": "=Application_Installed@home =Application_Opened@home ~Signed_Up@account",
    "signin": "~Signed_In@account",
    "menu": "Screen_Viewed@menu +Menu_Viewed@menu",
    "list": "~Product_List_Viewed@menu",
    "view0": "~Product_Viewed@product0",
    "view1": "~Product_Viewed@product1",
    "view2": "~Product_Viewed@product2",
    "search": "~Products_Searched@menu",
    "promo": "+Promotion_Viewed@home ~Promotion_Clicked@home",
    "add": "~Product_Added@product0",
    "drop": "~Product_Removed@cart",
    "cart": "~Cart_Viewed@cart",
    "begin": "~Checkout_Started@checkout",
    "step": "~Checkout_Step_Completed@checkout",
    "pay": "~Payment_Info_Entered@checkout",
    "buy": "~Order_Completed@receipt",
    "stores": "Screen_Viewed@stores +Store_Located@stores",
    "card": "~Loyalty_Card_Shown@card",
    "identify": "=Customer_Identified@till",
}
SCREENS = (
    "home",
    "account",
    "menu",
    "product",
    "cart",
    "checkout",
    "receipt",
    "stores",
    "card",
    "till",
)

# Templates by name. Those that order are buy..., with an l at the end when they sign in.
WEB_TEMPLATES = {
    "bounce": "land",
    "glance": "land scroll",
    "browse1": "land list view0",
    "browse2": "land list view0 view1",
    "browse3": "land list view0 view1 view2",
    "browse4": "land scroll list view0 view1 view2 view3",
    "search1": "land search view0 view1",
    "search2": "land search list view0",
    "promo": "land promo list view0",
    "cart1": "land list view0 add cart",
    "cart2": "land list view1 view0 add cart drop",
    "stores": "land stores",
    "call": "land stores call",
    "read": "land content",
    "watch": "land content video",
    "chat": "land list view0 chat",
    "signup": "land scroll signup",
    "stop_begin": "land list view0 add cart begin",
    "stop_shipping": "land list view0 add cart begin ship paypage",
    "stop_error": "land list view0 add cart begin ship paypage error",
    "stop_payment": "land list view0 add cart begin ship pay",
    "buy1": "land view0 add cart begin ship pay buy",
    "buy2": "land list view1 view0 add cart begin ship pay buy",
    "buy3": "land list view1 view2 view0 add cart begin ship pay buy",
    "buy1l": "land login view0 add cart begin ship pay buy",
    "buy2l": "land search view1 view0 add cart begin login ship pay buy",
    "menu": "land service",
    "look": "land service service",
    "form_left": "land service form",
    "quote": "land service form quote",
    "book": "land service form book",
    "book_left": "land form",
    "lead": "land service form lead",
    "study": "land content download",
    "weigh": "land service content service",
}
APP_TEMPLATES = {
    "peek": "open",
    "menu": "open menu list",
    "browse": "open menu list view0 view1",
    "search": "open search view0 view1",
    "promo": "open promo menu",
    "stores": "open stores",
    "cart": "open menu view0 add cart",
    "drop": "open menu view0 add cart drop",
    "checkout": "open menu view0 add cart begin",
    "card": "open card",
    "install": "install menu list",
    "signin": "open signin menu",
    "order1": "open menu view0 add cart begin step pay buy",
    "order2": "open menu list view1 view0 add begin pay buy",
    "order3": "open view0 add begin pay buy",
    "order4": "open add begin buy",
    "identify": "identify",
}


@dataclass(frozen=True)
class Templates:
    """Sequences of events, one after the other in flat arrays.

    Attributes
    ----------
    number
        Number of each template by name.
    events
        Distinct event names; ``event`` holds positions in it.
    first, length, bought
        First row, number of rows and row of the purchase (from 0; -1 for none), by template.
    event, slot, view, gap
        By row: event, place, number of the product view, kind of gap to the row before.
    """

    number: dict[str, int]
    events: tuple[str, ...]
    first: npt.NDArray[np.int32]
    length: npt.NDArray[np.int32]
    bought: npt.NDArray[np.int32]
    event: npt.NDArray[np.int16]
    slot: npt.NDArray[np.int16]
    view: npt.NDArray[np.int16]
    gap: npt.NDArray[np.int16]

    def numbers(self, *names: str) -> npt.NDArray[np.int16]:
        """Return the numbers of templates."""
        return np.array([self.number[name] for name in names], dtype=np.int16)

    def codes(self, *names: str) -> npt.NDArray[np.int16]:
        """Return the positions of events in ``events``."""
        return np.array([self.events.index(name) for name in names], dtype=np.int16)


@cache
def web() -> Templates:
    """Return the visits of the web sites."""
    return _compiled(WEB_TEMPLATES, _WEB, SLOTS, "purchase")


@cache
def app() -> Templates:
    """Return the visits of the app, and what the till tablets send."""
    return _compiled(APP_TEMPLATES, _APP, SCREENS, "Order Completed")


def _compiled(
    templates: dict[str, str],
    fragments: dict[str, str],
    slots: tuple[str, ...],
    purchase: str,
) -> Templates:
    events: list[str] = []
    rows: list[tuple[int, int, int, int]] = []
    first, length, bought = [], [], []
    for text in templates.values():
        first.append(len(rows))
        at = -1
        for fragment in text.split():
            for step in fragments[fragment].split():
                mark = step[0] if step[0] in GAPS else ""
                event, _, place = step.removeprefix(mark).partition("@")
                event = event.replace("_", " ") if purchase == "Order Completed" else event
                if event not in events:
                    events.append(event)
                if event == purchase:
                    at = len(rows) - first[-1]
                slot = place.rstrip("0123456789")
                view = int(place[len(slot) :] or 0)
                rows.append((events.index(event), slots.index(slot), view, GAPS[mark]))
        length.append(len(rows) - first[-1])
        bought.append(at)
    columns = [np.array(values, dtype=np.int16) for values in zip(*rows, strict=True)]
    return Templates(
        {name: number for number, name in enumerate(templates)},
        tuple(events),
        np.array(first, dtype=np.int32),
        np.array(length, dtype=np.int32),
        np.array(bought, dtype=np.int32),
        *columns,
    )
