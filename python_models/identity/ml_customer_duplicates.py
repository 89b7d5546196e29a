"""Find records that probably describe one person without sharing an identifier."""

from clustomers.methods.duplicates import find_duplicates


def model(dbt, session):
    records = dbt.ref("int_duplicate_inputs").order("identifier_number").df()
    return find_duplicates(records)
