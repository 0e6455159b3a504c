"""How the scenes of this folder are built.

Units are metres, y is up and the viewer stands on the side of +z. Furniture is built around the
origin: footprint centred, feet at y = 0, front towards +z; `place` then moves it into its room.
Licence of the scripts and of all they write: CC0-1.0.
"""
