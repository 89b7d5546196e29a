"""A drawn face for a persona: the same for the same id, and of no one's skin, sex or age."""

import hashlib
import re

from markupsafe import Markup

# Grounds and shapes that keep a contrast of 3 to 1 with each other.
PALETTES = (
    ("#dbe9f6", "#3f6fa8", "#f2b950"),
    ("#e3f0e6", "#3d7d5c", "#e08a5b"),
    ("#f6e7dc", "#a3583a", "#5b7fa6"),
    ("#ece4f4", "#6a4c93", "#e0a93f"),
    ("#fbe9ee", "#a8456b", "#4f8f8b"),
    ("#e2f1f1", "#2f7a7a", "#d9825f"),
)
HAIR = (
    "M22 46 a28 28 0 0 1 56 0 q-14 -14 -28 -14 t-28 14z",
    "M20 50 a30 32 0 0 1 60 0 v14 q-6 -26 -30 -26 t-30 26z",
    "M24 42 q6 -24 26 -24 t26 24 q-8 -8 -16 -6 t-14 -4 q-12 10 -22 10z",
    "M22 44 q-4 -26 28 -26 t28 26 l-6 2 q-4 -14 -22 -14 t-22 14z",
)
MOUTHS = ("M42 66 q8 7 16 0", "M43 66 h14", "M42 65 q8 10 16 0")


def avatar(persona_id: str, name: str, size: int = 96) -> Markup:
    """Draw a persona.

    Parameters
    ----------
    persona_id
        Decides colors and shapes.
    name
        Read out by screen readers.
    size
        Width and height in pixels.

    Returns
    -------
    Markup
        An SVG element.
    """
    digest = hashlib.sha256(persona_id.encode()).digest()
    # Numbered personas differ from their neighbors; others by their hash.
    number = re.search(r"\d+$", persona_id)
    turn = int(number[0]) if number else digest[0]
    ground, shape, accent = PALETTES[turn % len(PALETTES)]
    hair = HAIR[turn % len(HAIR)]
    mouth = MOUTHS[digest[2] % len(MOUTHS)]
    glasses = (
        f'<g fill="none" stroke="{shape}" stroke-width="2"><circle cx="41" cy="54" r="6"/>'
        '<circle cx="59" cy="54" r="6"/><path d="M47 54 h6"/></g>'
        if digest[3] % 3 == 0
        else ""
    )
    return Markup(
        f'<svg class="avatar" role="img" aria-label="Drawn face of {Markup.escape(name)}" '
        f'width="{size}" height="{size}" viewBox="0 0 100 100">'
        f'<circle cx="50" cy="50" r="50" fill="{ground}"/>'
        f'<path d="M18 100 q4 -24 32 -24 t32 24z" fill="{accent}"/>'
        f'<circle cx="50" cy="54" r="24" fill="#fff"/><path d="{hair}" fill="{shape}"/>'
        f'<circle cx="41" cy="54" r="2.6" fill="{shape}"/>'
        f'<circle cx="59" cy="54" r="2.6" fill="{shape}"/>{glasses}'
        f'<path d="{mouth}" fill="none" stroke="{shape}" stroke-width="2.4" '
        'stroke-linecap="round"/></svg>'
    )
