"""The demo company: a landing zone in the source systems' own shapes, and the truth beside it."""
