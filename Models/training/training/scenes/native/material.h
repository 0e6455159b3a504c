// A material, a point on a surface, and what shading finds there.
#pragma once
#include "noise.h"

enum Pattern {  // the order of PATTERNS in materials/record.py
  PLAIN, PLANKS, HERRINGBONE, BRICK, TILES, CHECKER, MARBLE, STRIPES, DAMASK, CONCRETE, STONE, CARPET, FABRIC, LEATHER, ROOFTILE,
  SLATE, GRASS, ASPHALT, WINDOW_OUTSIDE, WINDOW_INSIDE, METAL, LACQUER, SIDING, POLKA, BOOKS, PICTURE, LAMP, FOLIAGE, WOOD, COBBLE,
  PLAID, THATCH, HEXTILE, PANELLING, TIMBER_FRAME, RUG, TERRAZZO
};

struct Material {  // 18 floats, as materials.material() lays them out
  float pattern;
  float firstRed, firstGreen, firstBlue, secondRed, secondGreen, secondBlue;
  float scale, gloss, seed, turn, option, extent, emission;
  float meanRed, meanGreen, meanBlue, metal;
  Vec3 first() const { return {firstRed, firstGreen, firstBlue}; }
  Vec3 second() const { return {secondRed, secondGreen, secondBlue}; }
  Vec3 mean() const { return {meanRed, meanGreen, meanBlue}; }
};

// Light that some patterns show: panes mirror the sky by day and glow at night.
struct Sky {
  Vec3 horizon, zenith;
  float night;
};

// A point on a face, in metres from the face's origin.
struct SurfacePoint {
  float u, v;              // turned along the material
  float acrossU, upV;      // as they lie on the face
  float halfU, halfV;      // half sizes of the face
  float footprint;         // width of a pixel there
  float detail;            // 1 close by .. 0 where centimetres cannot be seen
  bool turned;
};

struct Shade {
  Vec3 albedo, emission;
  float slopeU, slopeV;  // of the relief, for the shading normal
  float gloss, metal;
};

// Slope of a bevelled edge: f in [0, 1) across the cell, w the width of the bevel.
static inline float bevel(float f, float w) { return f < w ? 1.f - f / w : (f > 1 - w ? (1 - f) / w - 1.f : 0.f); }

// How far a line `width` metres wide can still be told from its surroundings.
static inline float visibility(float width, float footprint, float least) { return clamp(width / footprint, least, 1.f); }

// 1 in a joint of `width` metres, 0 beside it, at `distance` from its middle.  It is never narrower than a brush that
// knows cells of 8 x 8 pixels can paint (a footprint is 0.6 pixels), and fades where `element`s are not much wider.
static inline float joint(float distance, float width, float element, float footprint) {
  const float half = fmaxf(0.5f * width, 3.0f * footprint), visible = clamp(element / (10 * footprint) - 0.4f, 0.f, 1.f);
  return visible * (1 - smoothstep(half - 0.6f * footprint, half + 0.6f * footprint, distance));
}

static inline float edgeDistance(float f) { return fminf(f, 1 - f); }
