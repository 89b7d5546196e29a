"""Clustomers: customer touchpoints into tables people act on."""
