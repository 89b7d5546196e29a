"""A company in which one person stands in every table that can hold a person, beside another.

Both live in one household and share its mailbox, so rows that state only that are nobody's alone.
"""

import hashlib
import json
from pathlib import Path

import duckdb

from clustomers.io.salt import DEMO_SALT

EMAIL, HOUSEHOLD, OTHER_EMAIL = "Xenia.Zwick@mail.test", "zwicks@mail.test", "olaf@mail.test"
DEVICE, BROWSER = "dev-7f3a91c2-44", "1924489887.1617339721"
OTHER_DEVICE, OTHER_BROWSER, TABLET = "dev-00000001-99", "2024489887.1617339000", "TABLET-4711"
PHONE = "+49 154 7654321"
LINK = "x.test/?to=Xenia.Zwick%40mail.test"
# Every way in which the person may not be found any more.
NAMES = ("xenia", "zwick@", "zwickelbauer", "7654321", "LC-XZ-0001", "PAT-XZ-1", "CT-XZ-1")
NAMES += ("USR-XZ-1", "TP-XZ-1", DEVICE, BROWSER, "900000001", "FREUND-XZ", "ticket from x")

# Key columns first; {i} is the day. Rows of the person come first, then rows of the other.
TABLES: dict[str, str] = {
    "pos/stores.csv": """\
store_id,city,country
s1,Berlin,DE
""",
    "planning/company.csv": """\
company_name,time_zone
X GmbH,Europe/Berlin
""",
    "pos/loyalty_members.parquet": f"""\
loyalty_member_id,joined_date,first_name,last_name,email,phone,street,postal_code,city,birth_date
LC-XZ-0001,2025-01-05,Xenia,Zwickelbauer, {EMAIL},{PHONE},Weg 1,10115,Berlin,1980-01-01
LC-OZ-0002,2025-01-06,Olaf,Zwickl,{HOUSEHOLD},,Weg 1,10115,Berlin,1982-02-02
""",
    "shop/customers.csv": f"""\
shop_customer_id,created_at,first_name,last_name,email,phone,birth_date,loyalty_member_id,referral_code
900000001,2025-03-01,Xenia,Zwickelbauer,{HOUSEHOLD},0154 7654321,1980-01-01,LC-XZ-0001,FREUND-XZ
900000002,2025-03-02,Olaf,Zwickl,{OTHER_EMAIL},,1982-02-02,LC-OZ-0002,FREUND-OZ
""",
    "bookings/clients.jsonl": f"""\
client_id,created_at,first_name,last_name,email,phone,city,birth_date
PAT-XZ-1,2025-02-01,Xenia,Zwickelbauer,{EMAIL},{PHONE},Berlin,1980-01-01
PAT-OZ-2,2025-02-01,Olaf,Zwickl,{OTHER_EMAIL},,Berlin,1982-02-02
""",
    "crm/contacts.parquet": f"""\
contact_id,account_id,created_at,first_name,last_name,email
CT-XZ-1,A1,2025-04-01,Xenia,Zwickelbauer,{EMAIL}
""",
    "crm/accounts.csv": """\
account_id,account_name,created_at
A1,A GmbH,2025-01-01
""",
    "crm/leads.csv": f"""\
lead_id,contact_id,account_id,email,anonymous_id,source,created_at
LD1,CT-XZ-1,A1,{EMAIL},{BROWSER},form,2025-04-01
""",
    "crm/opportunities.csv": """\
opportunity_id,account_id,contact_id,lead_id,stage,amount,created_at
OP1,A1,CT-XZ-1,LD1,won,1000.00,2025-04-02
""",
    "crm/sales_activities.csv": """\
activity_id,opportunity_id,contact_id,kind,occurred_at
AC1,OP1,CT-XZ-1,call,2025-04-03
""",
    "crm/referrals.csv": f"""\
referral_id,referral_code,referred_email,reward_amount,referred_at
RF1,FREUND-XZ,{OTHER_EMAIL},10.00,2025-04-03
RF2,FREUND-OZ,{EMAIL},10.00,2025-04-03
""",
    "product/users.csv": f"""\
user_id,account_id,email,usage_role,created_at
USR-XZ-1,A1,{EMAIL},owner,2025-04-03
""",
    "pos/receipts.parquet": """\
receipt_id,store_id,loyalty_member_id,receipt_amount,sold_at
R{i}1,s1,LC-XZ-0001,10.00,2025-06-0{i} 10:00:00
R{i}2,s1,LC-OZ-0002,20.00,2025-06-0{i} 11:00:00
R{i}3,s1,,40.00,2025-06-0{i} 12:00:00
""",
    "pos/receipt_lines.parquet": """\
receipt_id,line_number,product_id,quantity,net_amount
R{i}1,1,p1,1,10.00
R{i}2,1,p1,1,20.00
R{i}3,1,p1,1,40.00
""",
    "pos/products.csv": """\
product_id,product_name
p1,Coffee
""",
    "pos/loyalty_transactions.csv": """\
transaction_id,loyalty_member_id,receipt_id,kind,points,transacted_at
T{i}1,LC-XZ-0001,R{i}1,earned,10,2025-06-0{i} 10:00:00
T{i}2,LC-OZ-0002,R{i}2,earned,20,2025-06-0{i} 11:00:00
""",
    "pos/offer_events.csv": """\
offer_event_id,offer_id,loyalty_member_id,kind,occurred_at
OE1,OF1,LC-XZ-0001,shown,2025-06-01 10:00:00
""",
    "marketing/campaign_recipients.csv": """\
campaign_id,loyalty_member_id,sent_at
C1,LC-XZ-0001,2025-05-01
C1,LC-OZ-0002,2025-05-01
""",
    "marketing/coupon_redemptions.csv": """\
redemption_id,campaign_id,coupon_id,loyalty_member_id,redeemed_at
CR1,C1,K1,LC-XZ-0001,2025-05-02
""",
    "marketing/messages.parquet": f"""\
message_id,campaign_id,channel,recipient_email,loyalty_member_id,sent_at
MSG1,C1,email,{EMAIL},LC-XZ-0001,2025-05-01
MSG2,C1,email,{OTHER_EMAIL},LC-OZ-0002,2025-05-01
""",
    "marketing/message_events.parquet": """\
message_event_id,message_id,source_event,occurred_at
ME1,MSG1,open,2025-05-01 12:00:00
ME2,MSG2,open,2025-05-01 12:00:00
""",
    "marketing/message_preferences.csv": f"""\
email,channel,is_opted_out,updated_at
{EMAIL},email,true,2025-05-01
""",
    "shop/orders.jsonl": f"""\
order_id,shop_customer_id,email,phone,anonymous_id,channel,city,order_amount,ordered_at
O{{i}}1,900000001,{HOUSEHOLD},0154 7654321,{BROWSER},web,Berlin,30.00,2025-06-0{{i}} 12:00:00
O{{i}}2,900000002,{HOUSEHOLD},,{OTHER_BROWSER},web,Berlin,50.00,2025-06-0{{i}} 12:00:00
O{{i}}3,,{HOUSEHOLD},,,web,Berlin,5.00,2025-06-0{{i}} 12:00:00
""",
    "shop/order_lines.csv": """\
order_id,product_id,line_number,quantity,net_amount
O{i}1,p1,1,1,30.00
O{i}2,p1,1,1,50.00
O{i}3,p1,1,1,5.00
""",
    "bookings/calls.csv": f"""\
call_id,client_id,phone,is_answered,called_at
CA1,,{PHONE},true,2025-06-01 08:00:00
CA2,PAT-OZ-2,,true,2025-06-01 08:00:00
""",
    "bookings/quotes.csv": """\
quote_id,client_id,procedure_type,status,quote_amount,requested_at
Q1,PAT-XZ-1,implant,accepted,900.00,2025-06-01 08:00:00
Q2,PAT-OZ-2,implant,accepted,800.00,2025-06-01 08:00:00
""",
    "bookings/appointments.parquet": """\
appointment_id,location_id,client_id,procedure_type,status,price_amount,booked_at,starts_at
AP1,s1,PAT-XZ-1,implant,completed,900.00,2025-06-01 08:00:00,2025-06-02 08:00:00
AP2,s1,PAT-OZ-2,implant,completed,800.00,2025-06-01 08:00:00,2025-06-02 08:00:00
""",
    "web/events.parquet": f"""\
event_id,source_event,anonymous_id,user_id,page_url,occurred_at,received_at
W{{i}}1,login,{BROWSER},900000001,x.test/,2025-06-0{{i}} 12:00:00,2025-06-0{{i}} 12:00:00
W{{i}}2,page_view,{BROWSER},,x.test/a,2025-06-0{{i}} 12:01:00,2025-06-0{{i}} 12:01:00
W{{i}}3,login,{OTHER_BROWSER},900000002,{LINK},2025-06-0{{i}} 12:00:00,2025-06-0{{i}} 12:00:00
""",
    "web/session_replays.csv": f"""\
replay_id,anonymous_id,page_url,started_at
RP1,{BROWSER},https://x.test/,2025-06-01 12:00:00
RP2,{OTHER_BROWSER},https://x.test/,2025-06-01 12:00:00
""",
    "app/events.jsonl": f"""\
message_id,source_event,device_id,user_id,email_sha256,occurred_at,received_at
M{{i}}1,Signed In,{DEVICE},LC-XZ-0001,EMAIL_SHA256,2025-06-0{{i}} 12:00:00,2025-06-0{{i}} 12:00:00
M{{i}}2,Customer Identified,{TABLET},LC-XZ-0001,,2025-06-0{{i}} 13:00:00,2025-06-0{{i}} 13:00:00
M{{i}}3,Customer Identified,{TABLET},LC-OZ-0002,,2025-06-0{{i}} 14:00:00,2025-06-0{{i}} 14:00:00
M{{i}}4,Application Opened,{TABLET},,,2025-06-0{{i}} 15:00:00,2025-06-0{{i}} 15:00:00
M{{i}}5,Signed In,{OTHER_DEVICE},LC-OZ-0002,,2025-06-0{{i}} 14:00:00,2025-06-0{{i}} 14:00:00
""",
    "server/events.parquet": """\
event_id,source_event,service,user_id,occurred_at,received_at
V{i}1,order.created,orders,LC-XZ-0001,2025-06-0{i} 12:00:00,2025-06-0{i} 12:00:00
V{i}2,order.created,shop,900000002,2025-06-0{i} 12:00:00,2025-06-0{i} 12:00:00
""",
    "experiments/assignments.csv": f"""\
experiment_id,unit_id,variant,assigned_at
E1,{BROWSER},treatment,2025-06-01
E1,{OTHER_BROWSER},control,2025-06-01
""",
    "support/tickets.parquet": f"""\
ticket_id,requester_email,subject,body,created_at
TK1,{EMAIL},ticket from X,Call me,2025-06-01
TK2,{OTHER_EMAIL},From O,Write to {EMAIL}. Thanks,2025-06-01
TK3,{HOUSEHOLD},From us,Nobody's alone,2025-06-01
""",
    "voice/survey_responses.csv": f"""\
response_id,survey_id,question_code,email,loyalty_member_id,answer_text,answer_value,invited_at
SR1,S1,nps,{EMAIL},,Fine says Xenia,9,2025-06-01
SR2,S1,nps,{OTHER_EMAIL},,Fine,9,2025-06-01
""",
    "voice/reviews.csv": f"""\
review_id,platform,author_email,author_name,body,rating,reviewed_at
RV1,maps,{EMAIL},Xenia Z.,Good coffee,5,2025-06-01
""",
    "voice/research_notes.csv": f"""\
note_id,study_id,method,participant_id,participant_email,body,recorded_at
N1,ST1,interview,TP-XZ-1,{EMAIL},Wants quiet,2025-06-01
""",
    "privacy/consents.csv": """\
consent_id,identifier_type,identifier_value,purpose,action,recorded_at
CO1,loyalty_member_id,LC-XZ-0001,analytics,granted,2025-01-06
CO2,loyalty_member_id,LC-OZ-0002,analytics,granted,2025-01-06
""",
    "privacy/erasure_requests.jsonl": f"""\
request_id,identifier_type,identifier_value,requested_at
ER1,email,{EMAIL.upper()},2025-06-03 09:00:00
""",
}


def sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def salted(text: str) -> str:
    return sha256(f"{DEMO_SALT}|{text}")


def land_day(workspace: Path, day: int) -> None:
    """Land the files of a day: all tables on day 1, what happens daily on later ones."""
    zone = workspace / "landing-1"
    if not zone.exists():
        zone.mkdir(parents=True)
        (workspace / "landing").symlink_to("landing-1")
    for place, content in TABLES.items():
        if day > 1 and "{i}" not in content:
            continue
        system, file = place.split("/")
        name, kind = file.split(".")
        filled = content.replace("{i}", str(day)).replace("EMAIL_SHA256", sha256(EMAIL.lower()))
        target = workspace / "landing" / system / name / f"day-{day}.{kind}"
        target.parent.mkdir(parents=True, exist_ok=True)
        _write(filled, target)


def _write(content: str, target: Path) -> None:
    if target.suffix == ".csv":
        target.write_text(content)
        return
    plain = target.with_suffix(".plain")
    plain.write_text(content)
    with duckdb.connect() as connection:
        rows = connection.execute(
            f"select * from read_csv('{plain}', header = true, all_varchar = "
            f"{'true' if target.suffix == '.jsonl' else 'false'})"
        )
        if target.suffix == ".jsonl":
            names = [column[0] for column in rows.description]
            lines = [
                json.dumps(dict(zip(names, row, strict=True)) | {"extra": {"n": 1}})
                for row in rows.fetchall()
            ]
            target.write_text("".join(f"{line}\n" for line in lines))
        else:
            connection.execute(
                f"copy (select * from read_csv('{plain}', header = true)) to '{target}'"
            )
    plain.unlink()
