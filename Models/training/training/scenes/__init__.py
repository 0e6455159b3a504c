"""Procedural scenes: what is in them, what it is made of, how it is lit and photographed."""

from .catalogue import FAMILIES, compose
from .renderer import Rendering, render

__all__ = ["FAMILIES", "Rendering", "compose", "render"]
