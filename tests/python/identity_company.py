"""A company whose customers show every rule of identity once, by hand."""

import hashlib
from pathlib import Path

Files = dict[str, str]


def sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


MEMBERS = """\
loyalty_member_id,joined_date,first_name,last_name,email,phone,street,postal_code,city,birth_date
L1,2025-01-05,Anna,Adler, Anna@X.de,+49 154 1111111,Weg 1,10115,Berlin,1980-01-01
L4,2025-01-06,Dora,Dorn,dora@x.de,,Weg 4,10115,Berlin,1984-04-04
L5,2025-05-06,Dora,Dorn,dora@x.de,,Weg 4,10115,Berlin,1984-04-04
L6,2025-01-07,Eva,Egger,,0659 12345678,Gasse 6,8010,Graz,1986-06-06
null,2025-01-07,,,,,,,,
"""
SHOP_CUSTOMERS = """\
shop_customer_id,created_at,first_name,last_name,email,phone,city,country,birth_date,loyalty_member_id
S1,2025-03-01,Anna,Adler,anna@x.de ,,Berlin,DE,1980-01-01,
S2,2025-03-02,Bernd,Berg,familie@x.de,,Berlin,DE,1981-01-01,
S3,2025-03-03,Carla,Berg,familie@x.de,,Berlin,DE,1982-02-02,
S6,2025-03-04,Eva,Egger,,+43 659 12345678,Graz,AT,1986-06-06,
S7,2025-03-05,Fritz,Falk,fritz@x.de,,Berlin,DE,1987-07-07,
S8,2025-03-06,Gerd,Gans,,,Berlin,DE,1988-08-08,
S9,2025-03-07,Hans,Hahn,,,Berlin,DE,1989-09-09,
"""
CONTACTS = """\
contact_id,account_id,created_at,first_name,last_name,email,phone,birth_date,contact_role
C7,A1,2025-04-01,Fritz,Falk,fritz@x.de,0049 154 7777777,,champion
C8,A1,2025-04-02,Fritz,Falk,fritz.falk@work.example.com,(0154) 777 7777,,user
"""
CLIENTS = """\
client_id,created_at,first_name,last_name,email,phone,city,birth_date
P7,2025-02-01,Fritz,Falk,,+49 (0)154 7777777,Berlin,1987-07-07
"""
# A guest ordered twice: first known by the address alone, later the account gives it, too.
ORDERS = """\
order_id,shop_customer_id,email,phone,anonymous_id,channel,order_amount,ordered_at
O1,,anna.second@x.de,,,web,10.00,2025-02-10 12:00:00
O2,S1,anna.second@x.de,,B1.1,web,10.00,2025-06-10 12:00:00
O3,,familie@x.de,,B3.1,web,10.00,2025-06-11 12:00:00
"""
WEB_EVENTS = """\
event_id,source_event,anonymous_id,third_party_id,user_id,occurred_at,received_at
W1,login,B1.1,TP1,S1,2025-06-01 12:00:00,2025-06-01 12:00:00
W2,login,B2.1,TP1,S1,2025-06-01 13:00:00,2025-06-01 13:00:00
W3,login,B2.1,TP1,S2,2025-06-01 14:00:00,2025-06-01 14:00:00
W4,login,123456,,S3,2025-06-01 15:00:00,2025-06-01 15:00:00
W5,login,B4.1,,undefined,2025-06-01 16:00:00,2025-06-01 16:00:00
W6,login,anonymous,,S8,2025-06-01 16:00:00,2025-06-01 16:00:00
W7,login,anonymous,,S9,2025-06-01 17:00:00,2025-06-01 17:00:00
W8,page_view,B5.1,,,2025-06-01 17:00:00,2025-06-01 17:00:00
"""
APP_EVENTS = f"""\
message_id,source_event,device_id,advertising_id,user_id,email_sha256,occurred_at,received_at
M1,Signed In,D1,00000000-0000-0000-0000-000000000000,L1,{sha256("anna@x.de")},2025-06-02 12:00:00,2025-06-02 12:00:00
M2,Customer Identified,TABLET,,L1,,2025-06-02 13:00:00,2025-06-02 13:00:00
M3,Customer Identified,TABLET,,L4,,2025-06-02 14:00:00,2025-06-02 14:00:00
M4,Customer Identified,TABLET,,L6,,2025-06-02 15:00:00,2025-06-02 15:00:00
"""  # noqa: E501
ACCOUNTS = """\
account_id,account_name,created_at
A1,Falk GmbH,2025-01-01
"""
USERS = """\
user_id,account_id,email,usage_role,created_at
U7,A1,fritz.falk@work.example.com,owner,2025-04-03
"""


def files() -> Files:
    """Return the landed files of the first delivery, by their place in the landing zone."""
    return {
        "pos/stores/stores.csv": "store_id,city,country\ns1,Berlin,DE\ns2,Berlin,DE\ns3,Graz,AT\n",
        "pos/loyalty_members/members.csv": MEMBERS,
        "shop/customers/customers.csv": SHOP_CUSTOMERS,
        "shop/orders/orders.csv": ORDERS,
        "crm/contacts/contacts.csv": CONTACTS,
        "crm/accounts/accounts.csv": ACCOUNTS,
        "product/users/users.csv": USERS,
        "bookings/clients/clients.csv": CLIENTS,
        "web/events/events.csv": WEB_EVENTS,
        "app/events/events.csv": APP_EVENTS,
        "planning/company/company.csv": "company_name,time_zone,vouched_purposes\n"
        "X GmbH,Europe/Berlin,analytics\n",
    }


def later_files() -> Files:
    """Return what the second delivery changes.

    An older record of Anna comes in late; and one of Dora's cards turns out to be her sister's.
    """
    return {
        "bookings/clients/late.csv": CLIENTS.splitlines()[0]
        + "\nP1,2024-12-01,Anna,Adler,anna@x.de,,Berlin,1980-01-01\n",
        "pos/loyalty_members/members.csv": MEMBERS.replace(
            "L5,2025-05-06,Dora,Dorn,dora@x.de,,Weg 4,10115,Berlin,1984-04-04",
            "L5,2025-05-06,Mia,Dorn,dora@x.de,,Weg 4,10115,Berlin,1990-09-09",
        ),
    }


def land(workspace: Path, landed: Files) -> Path:
    """Write files into a landing zone, over those of the same name."""
    for place, text in landed.items():
        path = workspace / "landing" / place
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return workspace
