"""Times of day."""

from typing import NamedTuple

LAMPLIGHT = (1.0, 0.66, 0.36)


class TimeOfDay(NamedTuple):
    """Light of the sun and the sky, in linear RGB; `night` and `lamps` run from 0 to 1."""

    sun: tuple
    zenith: tuple
    horizon: tuple
    ambient: float
    night: float
    lamps: float
    elevation: tuple  # range of the sun's height in radians
    phrases: tuple


TIMES = {
    "day": TimeOfDay((3.2, 3.0, 2.7), (0.22, 0.42, 0.85), (0.62, 0.76, 0.95), 0.62, 0, 0, (0.6, 1.1),
                     ("bright daylight", "daylight", "sunny day", "sunlight", "midday sun")),
    "morning": TimeOfDay((3.0, 2.5, 1.9), (0.30, 0.48, 0.80), (0.85, 0.82, 0.78), 0.55, 0, 0, (0.35, 0.6),
                         ("morning light", "soft morning sun", "early morning light")),
    "overcast": TimeOfDay((0, 0, 0), (0.62, 0.66, 0.72), (0.74, 0.76, 0.80), 1.0, 0, 0, (0.7, 1.0),
                          ("overcast light", "soft diffuse light", "cloudy day", "grey sky")),
    "sunset": TimeOfDay((3.4, 1.75, 0.75), (0.22, 0.28, 0.55), (1.0, 0.55, 0.28), 0.42, 0, 0.15, (0.14, 0.34),
                        ("golden hour", "sunset light", "warm sunset", "late afternoon sun")),
    "evening": TimeOfDay((0, 0, 0), (0.035, 0.055, 0.17), (0.20, 0.13, 0.17), 0.20, 0.75, 1.0, (0.5, 0.9),
                         ("warm evening light", "evening, warm lamps", "dusk, lamps on", "cosy evening light")),
    "night": TimeOfDay((0.10, 0.13, 0.22), (0.006, 0.010, 0.030), (0.02, 0.03, 0.07), 0.055, 1, 1.0, (0.6, 1.0),
                       ("night", "at night", "night, lamps on", "dark night")),
}

SHARES = {"day": 5, "morning": 2, "overcast": 3, "sunset": 1, "evening": 1, "night": 1}


def pick_time(choose):
    """Draws the name of a time of day by its share."""
    return choose.one([name for name, share in SHARES.items() for _ in range(share)])
