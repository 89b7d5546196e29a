"""Who was whom, and since when."""

from clustomers.methods.identity.replay import REPLAY_COLUMNS, replay_components

__all__ = ["REPLAY_COLUMNS", "replay_components"]
