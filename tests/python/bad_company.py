"""A company whose files hold every kind of bad row, and the same company without them.

25 good receipts of one line are sold each day from 1 January to 10 February 2026, the as-of date.
"""

from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path

Files = Mapping[str, str | bytes]
DAYS = 41
RECEIPTS_A_DAY = 25
FIRST_DAY = date(2026, 1, 1)

_RECEIPT_HEADER = "receipt_id,store_id,loyalty_member_id,register_id,receipt_amount,sold_at\n"
_LINE_HEADER = "receipt_id,line_number,product_id,quantity,net_amount\n"


def good_files() -> dict[str, str | bytes]:
    """Return the files of a company in good order, by their place in the landing zone."""
    receipts, lines = [], []
    for day in range(DAYS):
        for number in range(RECEIPTS_A_DAY):
            receipt = f"g{day}-{number}"
            sold_at = f"{FIRST_DAY + timedelta(days=day)} 17:00:00"
            receipts.append(f"{receipt},s{number % 2 + 1},m{number % 7},,8.00,{sold_at}\n")
            lines.append(f"{receipt},1,p{day % 5},1,8.00\n")
    return {
        "pos/stores/stores.csv": "store_id,country\ns1,US\ns2,US\n",
        "pos/products/products.jsonl": "".join(
            f'{{"product_id": "p{number}", "department": "D"}}\n' for number in range(5)
        ),
        "pos/receipts/receipts.csv": _RECEIPT_HEADER + "".join(receipts),
        "pos/receipt_lines/lines.csv": _LINE_HEADER + "".join(lines),
        "planning/company/company.csv": "company_name,time_zone,vouched_purposes\n"
        "Bad Ltd,America/New_York,analytics\n",
    }


# Each row with what becomes of it. Rows not named here are accepted.
BAD_RECEIPTS = """\
copy,s1,m1,1,8.00,2026-01-05 12:00:00
copy,s1,m1,1,8.00,2026-01-05 12:00:00
copy,s1,m1,1,8.00,2026-01-05 12:00:00
conflict,s1,m1,1,8.00,2026-01-05 12:00:00
conflict,s2,m1,1,8.00,2026-01-05 12:00:00
far,s1,m1,1,8.00,2099-01-01 12:00:00
evening,s1,m1,1,8.00,2026-02-11 04:59:59
midnight,s1,m1,1,8.00,2026-02-11 05:00:00
untimely,s1,m1,1,8.00,yesterday
homeless,,m1,1,8.00,2026-01-05 12:00:00
blank,"   ",m1,1,8.00,2026-01-05 12:00:00
,s1,m1,1,8.00,2026-01-05 12:00:00
amount,s1,m1,1,twelve,2026-01-05 12:00:00
anonymous,s1,,"till
""four"", left",8.00,2026-01-05 12:00:00
"""
BAD_LINES = """\
g0-1,2,p1,-1,-8.00
g0-1,3,p1,-1,8.00
g0-1,4,p1,two,8.00
g0-1,5,p1,1,
g0-1,6,,1,8.00
g0-1,first,p1,1,8.00
g0-1,1,p0,1,8.00
nowhere,1,p1,1,8.00
far,1,p1,1,8.00
evening,1,p1,1,8.00
"""
# A second file of the same table, with a column more.
MORE_LINES = """\
net_amount,receipt_id,line_number,product_id,quantity,cost_amount,cashier
8.00,copy,1,p1,1,5.00,Ann
8.00,conflict,1,p1,1,five,Ann
8.00,amount,1,p9,1,,Ann
8.00,anonymous,1,p1,1,5.00,Ann
"""


def bad_files() -> dict[str, str | bytes]:
    """Return the good files with every kind of bad row added to them."""
    files = good_files()
    receipts = str(files["pos/receipts/receipts.csv"]) + BAD_RECEIPTS
    return files | {
        # As Excel writes it: a byte order mark, and both ends of line.
        "pos/receipts/receipts.csv": b"\xef\xbb\xbf" + receipts.replace("\n", "\r\n").encode(),
        "pos/receipt_lines/lines.csv": str(files["pos/receipt_lines/lines.csv"]) + BAD_LINES,
        "pos/receipt_lines/more.csv": MORE_LINES,
        "pos/products/products.jsonl": str(files["pos/products/products.jsonl"])
        + '{"product_id": "p1", "department": "D"}\n{"department": "no number"}\n',
        "marketing/campaigns/campaigns.csv": "campaign_id,start_date,end_date,cost_amount\n"
        "k1,2026-01-01,2026-01-31,10\nk2,2026-01-01,,10\nk3,2026-01-01,2026-13-01,cheap\n",
        "planning/kpi_targets/targets.csv": "kpi_id,period_type,store_id,target_value,"
        "period_start_date\n"
        "net_sales,month,,100,2026-01-01\nnet_sales,month,,200,2026-01-01\n"
        "net_sales,month,s1,100,2026-01-01\norders,month,,high,2026-01-01\n",
    }


def write_landing(workspace: Path, files: Files) -> Path:
    """Write files into the landing zone of a workspace; return the workspace."""
    for name, content in files.items():
        path = workspace / "landing" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return workspace
