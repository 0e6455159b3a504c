"""Single pieces of furniture, close up, mostly before an empty background."""

import math

from . import furniture, materials
from .interiors import BACKDROP_COLOURS
from .scene import half_width_of_lens, random_focal_length


def _names(surface, *nouns):
    """The ways to say of which material a piece is."""
    before = [f"{phrase} {noun}" for noun in nouns for phrase in surface.phrases]
    return (*before, *(f"{noun}, {surface.phrases[0]}" for noun in nouns))


def _chair(scene, wood, cloth):
    furniture.chair(scene, wood.material, cloth.material)
    return (*_names(wood, "chair"), f"{wood.phrases[0]} chair with {cloth.phrases[0]} seat"), 0.6, 0.95


def _armchair(scene, wood, cloth):
    furniture.sofa(scene, 0.85, cloth.material)
    return _names(cloth, "armchair"), 0.95, 0.9


def _sofa(scene, wood, cloth):
    width = scene.choose.between(1.4, 2.3)
    furniture.sofa(scene, width, cloth.material)
    return _names(cloth, "sofa", "couch"), width, 0.9


def _bed(scene, wood, cloth):
    width = scene.choose.between(0.95, 1.8)
    furniture.bed(scene, width, cloth.material, wood.material)
    return (f"{wood.phrases[0]} bed with {cloth.phrases[0]} blanket", *_names(cloth, "bed")), max(width, 1.6), 1.1


def _table(scene, wood, cloth):
    width = scene.choose.between(0.8, 1.8)
    furniture.table(scene, width, scene.choose.between(0.6, 1.0), scene.choose.between(0.4, 0.78), wood.material)
    return _names(wood, "table"), width, 0.8


def _cabinet(scene, wood, cloth):
    width, height = scene.choose.between(0.5, 1.6), scene.choose.between(0.5, 2.0)
    furniture.cabinet(scene, width, height, 0.5, wood.material)
    return _names(wood, "cabinet", "chest of drawers", "cupboard"), width, height


def _shelf(scene, wood, cloth):
    width, height = scene.choose.between(0.8, 1.4), scene.choose.between(1.2, 2.2)
    furniture.shelf(scene, width, height, 0.32, wood.material)
    return (*_names(wood, "bookshelf", "bookcase"), f"{wood.phrases[0]} shelf with books"), width, height


def _dining_group(scene, wood, cloth):
    alike = furniture.dining_group(scene, wood.material, cloth.material, 0.9)
    return _names(wood, *(("table and chairs",) if alike else ()), "dining table"), 2.0, 1.0


PIECES = (_chair, _chair, _armchair, _sofa, _bed, _table, _cabinet, _shelf, _dining_group)


def compose_closeup(scene):
    """One piece of furniture."""
    choose = scene.choose
    scene.studio = True
    wood, cloth = materials.joinery(choose, lacquered=0.5, colours=None), materials.upholstery(choose)
    scene.begin(0, 0, choose.between(-0.9, 0.9))
    phrases, width, height = choose.one(PIECES)(scene, wood, cloth)
    scene.describe(4, phrases)
    if choose.chance(0.3):
        floor = materials.floor(choose)
        scene.begin()
        scene.box(0, -0.1, 0, 40, 0.1, 40, scene.add_surface("floor", floor))
        scene.describe_surface(3, "floor", floor)
    elif choose.chance(0.2):
        scene.begin()
        scene.box(0, -0.1, 0, 40, 0.1, 40, scene.add_material(materials.material(choose, "PLAIN", choose.colour(BACKDROP_COLOURS)[0])))
    scene.flush()
    half_width = half_width_of_lens(choose, random_focal_length(choose, 24, 100))
    distance = math.hypot(width, height) / 2 * choose.between(0.9, 1.4) / half_width
    scene.look_from_front((0, height / 2, 0), distance + 0.5, choose.between(-0.4, 0.4), choose.between(0.0, 0.5), half_width)
