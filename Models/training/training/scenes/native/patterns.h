// Picks the pattern of a material.
#pragma once
#include "patterns_indoors.h"
#include "patterns_outdoors.h"

static Shade shade(const Material& m, float u, float v, float halfU, float halfV, float footprint, const Sky& sky) {
  Shade s{{0, 0, 0}, {0, 0, 0}, 0, 0, m.gloss, m.metal};
  SurfacePoint p{u, v, u, v, halfU, halfV, footprint, clamp(1.2f - footprint / 0.02f, 0.f, 1.f), false};
  const int seed = (int)m.seed;
  const float scale = m.scale > 0 ? m.scale : 1.f;
  p.turned = m.turn == 1.f || (m.turn == 2.f && halfV > halfU);
  const int kind = (int)m.pattern;
  const bool lyingPattern = kind == PICTURE || kind == BOOKS || kind == WINDOW_OUTSIDE;
  if (p.turned && !lyingPattern) {
    p.u = v;
    p.v = u;
    p.halfU = halfV;
    p.halfV = halfU;
  }
  Vec3 c = m.first();
  switch (kind) {
    case PLANKS: pattern::planks(m, p, scale, seed, c, s); break;
    case HERRINGBONE: pattern::herringbone(m, p, scale, seed, c); break;
    case BRICK: pattern::brick(m, p, scale, seed, c, s); break;
    case TILES: pattern::tiles(m, p, scale, seed, false, c, s); break;
    case CHECKER: pattern::tiles(m, p, scale, seed, true, c, s); break;
    case HEXTILE: pattern::hexagonTiles(m, p, scale, seed, c); break;
    case MARBLE: pattern::marble(m, p, scale, seed, c); break;
    case TERRAZZO: pattern::terrazzo(m, p, scale, seed, c); break;
    case STRIPES: pattern::stripes(m, p, scale, seed, c); break;
    case DAMASK: pattern::damask(m, p, scale, c); break;
    case POLKA: pattern::polka(m, p, scale, seed, c); break;
    case CONCRETE: pattern::concrete(m, p, scale, seed, c, s); break;
    case STONE: pattern::stone(m, p, scale, seed, c, s); break;
    case CARPET: pattern::carpet(m, p, seed, c, s); break;
    case RUG: pattern::rug(m, p, seed, c); break;
    case FABRIC: pattern::fabric(m, p, scale, seed, false, c, s); break;
    case PLAID: pattern::fabric(m, p, scale, seed, true, c, s); break;
    case LEATHER: pattern::leather(m, p, seed, c, s); break;
    case ROOFTILE: pattern::roofTiles(m, p, scale, seed, c, s); break;
    case SLATE: pattern::slate(m, p, scale, seed, c, s); break;
    case THATCH: pattern::thatch(m, p, seed, c, s); break;
    case GRASS: pattern::grass(m, p, seed, c); break;
    case FOLIAGE: pattern::foliage(m, p, seed, c, s); break;
    case ASPHALT: pattern::asphalt(m, p, seed, c); break;
    case COBBLE: pattern::cobbles(m, p, scale, seed, c, s); break;
    case WINDOW_OUTSIDE: pattern::windowOutside(m, p, seed, sky, c, s); break;
    case WINDOW_INSIDE: pattern::windowInside(m, p, seed, sky, c, s); break;
    case METAL: c = m.first() * (1 + 0.22f * (valueNoise(p.u * 3, p.v * 180, seed) - 0.5f) * p.detail); break;
    case LACQUER: c = m.first() * (0.99f + 0.03f * fractalNoise(p.u * 2, p.v * 2, seed)); break;
    case SIDING: pattern::siding(m, p, scale, seed, c, s); break;
    case BOOKS: pattern::books(p, seed, c); break;
    case PICTURE: pattern::picture(m, p, seed, c); break;
    case LAMP: s.emission = m.first() * m.emission; break;
    case WOOD: pattern::wood(m, p, seed, c); break;
    case PANELLING: pattern::panelling(m, p, scale, seed, c, s); break;
    case TIMBER_FRAME: pattern::timberFrame(m, p, scale, seed, c); break;
    default: pattern::plain(m, p, seed, c, s);
  }
  s.albedo = {clamp(c.x, 0.f, 0.95f), clamp(c.y, 0.f, 0.95f), clamp(c.z, 0.f, 0.95f)};
  if (p.turned && !lyingPattern) {
    const float slope = s.slopeU;
    s.slopeU = s.slopeV;
    s.slopeV = slope;
  }
  return s;
}
