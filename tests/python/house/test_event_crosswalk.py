"""The crosswalk covers the standards whole: their lists stand here as they are published."""

import csv

import pytest
from dbt_runs import PROJECT

SEGMENT_ECOMMERCE_V2 = """
Products Searched, Product List Viewed, Product List Filtered, Promotion Viewed, Promotion Clicked,
Product Clicked, Product Viewed, Product Added, Product Removed, Cart Viewed, Checkout Started,
Checkout Step Viewed, Checkout Step Completed, Payment Info Entered, Order Completed, Order Updated,
Order Refunded, Order Cancelled, Coupon Entered, Coupon Applied, Coupon Denied, Coupon Removed,
Product Added to Wishlist, Product Removed from Wishlist, Wishlist Product Added to Cart,
Product Shared, Cart Shared, Product Reviewed
"""
SEGMENT_B2B_SAAS = """
Account Created, Account Deleted, Signed Up, Signed In, Signed Out, Invite Sent,
Account Added User, Account Removed User, Trial Started, Trial Ended
"""
GA4_RECOMMENDED = """
add_payment_info, add_shipping_info, add_to_cart, add_to_wishlist, begin_checkout,
close_convert_lead, close_unconvert_lead, disqualify_lead, earn_virtual_currency, generate_lead,
join_group, level_end, level_start, level_up, login, post_score, purchase, qualify_lead, refund,
remove_from_cart, search, select_content, select_item, select_promotion, share, sign_up,
spend_virtual_currency, tutorial_begin, tutorial_complete, unlock_achievement, view_cart, view_item,
view_item_list, view_promotion, working_lead
"""


def rows(seed: str) -> list[dict[str, str]]:
    with (PROJECT / "seeds" / f"{seed}.csv").open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize(
    ("standard", "published", "count"),
    [
        ("Segment e-commerce v2", SEGMENT_ECOMMERCE_V2, 28),
        ("Segment B2B SaaS", SEGMENT_B2B_SAAS, 10),
        ("GA4 recommended", GA4_RECOMMENDED, 35),
    ],
)
def test_every_event_of_the_standard_has_a_name_here(
    standard: str, published: str, count: int
) -> None:
    names = {name.strip() for name in published.replace("\n", " ").split(",")}
    mapped = [r["standard_event"] for r in rows("event_crosswalk") if r["standard"] == standard]
    assert len(names) == count
    assert sorted(mapped) == sorted(names)


def test_segments_names_are_kept_word_for_word() -> None:
    for row in rows("event_crosswalk"):
        if row["standard"].startswith("Segment"):
            assert row["event_name"] == row["standard_event"].lower().replace(" ", "_")


def test_collectors_that_follow_a_standard_need_no_mapping() -> None:
    """The taxonomy maps GA4 names from the web and Segment names from the app alike."""
    planned = rows("event_taxonomy")
    taxonomy = {(row["source"], row["source_event"]): row["event_name"] for row in planned}
    for row in rows("event_crosswalk"):
        source = "web" if row["standard"].startswith("GA4") else "app"
        assert taxonomy[source, row["standard_event"]] == row["event_name"]
