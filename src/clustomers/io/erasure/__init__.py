"""Forgetting people: in landed files, warehouse, publications, site and whatever else is there."""
