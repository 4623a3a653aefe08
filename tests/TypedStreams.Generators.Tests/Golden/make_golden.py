"""Encodes messages with fastavro under the schemas of schemas/*.avsc, for comparison with the generated codecs.

Needs the Python package fastavro 1.13:  python3 make_golden.py
Writes codec.json: message name to bytes in hexadecimal. GoldenMessages.cs holds the same values in C#.
"""
import datetime as dt
import decimal
import io
import json
import os
import uuid

import fastavro

HERE = os.path.dirname(os.path.abspath(__file__))
UTC = dt.timezone.utc
D = decimal.Decimal


def encode(schema, value):
    with open(os.path.join(HERE, "schemas", schema + ".avsc"), encoding="utf-8") as file:
        parsed = fastavro.parse_schema(json.load(file))
    out = io.BytesIO()
    fastavro.schemaless_writer(out, parsed, value)
    return out.getvalue().hex()


ORDER = {
    "OrderId": "order-1", "Customer": "customer-ü", "Total": D("-1234.50"),
    "PlacedAt": dt.datetime(2026, 5, 4, 1, 2, 1, 7, UTC),
    "Lines": [{"Sku": "sku-1", "Quantity": 3, "Price": D("0.05")},
              {"Sku": "sku-2", "Quantity": -1, "Price": D("99999999999999.99")}],
    "Coupon": "SPRING",
}
EVERYTHING = {
    "Boolean": True, "SByte": -128, "Byte": 255, "Short": -32768, "UShort": 65535, "Int": -2**31, "UInt": 2**32 - 1,
    "Long": 2**63 - 1, "Float": 1.5, "Double": -2.25, "String": "x" * 70 + "€", "Bytes": b"\x01\x02\xff", "Memory": b"\x00",
    "Guid": uuid.UUID("00112233-4455-6677-8899-AABBCCDDEEFF"), "Wide": D("-123456789012345.6789"), "Whole": D(99999),
    "Date": dt.date(1969, 12, 31), "Time": dt.time(23, 59, 59), "Instant": dt.datetime(1969, 12, 31, 23, 59, 59, tzinfo=UTC),
    "Moment": dt.datetime(1970, 1, 1, tzinfo=UTC), "Span": -1500, "Color": "Blue", "Length": 0.5, "Point": {"X": 1, "Y": -2},
    "Numbers": [1, -1], "Words": ["a", None], "Points": [None, {"X": 3, "Y": 4}], "Doubles": [0.25],
    "Ids": {"id": uuid.UUID(int=0)}, "Table": {"t": [], "u": [5]}, "MaybeInt": 7, "MaybeString": "there",
    "MaybeColor": "Green", "MaybeList": [9], "renamed": "named", "Count": 1, "Ratio": 2.5, "Tint": "Red", "Limit": None,
    "Fee": D("9999.99"), "class": False, "Note": "note", "Depth": 3.0,
}
TREE = {"Name": "root", "Twin": None, "Children": [
    {"Name": "left", "Children": [], "Twin": None},
    {"Name": "right", "Children": [], "Twin": {"Name": "twin", "Children": [], "Twin": None}}]}
PARTY = {"name": "Ada", "iban": None, "agents": [{"name": "Bob", "iban": "x", "agents": []}]}
PAYMENT = {
    "payment_id": uuid.UUID("00112233-4455-6677-8899-AABBCCDDEEFF"),
    "payment_taken": dt.datetime(1969, 12, 31, 23, 59, 59, 999000, UTC), "booked_at": dt.datetime(2026, 5, 4, 1, 2, 1, 7, UTC),
    "cutoff": dt.time(18, 30, 0, 5000), "value_date": dt.date(2026, 11, 26), "amount": D("12.50"), "state": "class",
    "checksum": b"\x00\x01\x02\xff", "previous_checksum": None, "payer": PARTY, "payee": None,
    "method": ("transfer", {"reference": b"\x07"}), "labels": {"a": 1, "b": None}, "Types": False, "rates": [0.25],
    "origin": {"name": "shop", "iban": "none", "agents": []},
}

with open(os.path.join(HERE, "codec.json"), "w", encoding="utf-8") as file:
    json.dump({
        "order": encode("OrderPlaced", ORDER),
        "order-bare": encode("OrderPlaced", {**ORDER, "Lines": [], "Coupon": None, "Total": D(0)}),
        "everything": encode("Everything", EVERYTHING),
        "tree": encode("Tree", TREE),
        "payment": encode("payment_taken", PAYMENT),
    }, file, indent=1)
    file.write("\n")
