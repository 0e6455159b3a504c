// Procedural patterns of rooms and furniture: colour, gloss and slope of a surface point, one function a pattern.
#pragma once
#include "material.h"

namespace pattern {

static inline void plain(const Material& m, const SurfacePoint& p, int seed, Vec3& c, Shade& s) {
  const float cloud = fractalNoise(p.u * 1.7f, p.v * 1.7f, seed) - 0.5f, grit = valueNoise(p.u * 55, p.v * 55, seed) - 0.5f;
  c = m.first() * (1 + 0.09f * cloud + 0.06f * grit * p.detail * (0.3f + m.option));
  s.slopeU = grit * 0.25f * p.detail * m.option;
  s.slopeV = (valueNoise(p.u * 55 + 9, p.v * 55, seed + 4) - 0.5f) * 0.25f * p.detail * m.option;
}

static inline void planks(const Material& m, const SurfacePoint& p, float scale, int seed, Vec3& c, Shade& s) {
  const float width = 0.14f * scale, length = 1.5f * scale;
  const float row = floorf(p.v / width), fv = p.v / width - row;
  const float along = (p.u + hash((int)row, 3, seed) * length) / length;
  const float column = floorf(along), fu = along - column;
  const float h = hash((int)row, (int)column, seed + 1), h2 = hash((int)row, (int)column, seed + 2);
  const float grain = woodGrain(p.u + h * 37, p.v + h2 * 11, seed, p.detail);
  const float tone = ((int)row & 1 ? 0.7f : 0.f) + 0.3f * h;  // boards alternate, so that they can be told apart
  c = mix(m.first() * 1.15f, m.second(), tone) * (0.82f + 0.3f * h2 + 0.42f * grain);
  const float gap = joint(fminf(edgeDistance(fv) * width, edgeDistance(fu) * length), 0.006f, width, p.footprint);
  c = c * (1 - 0.85f * gap);
  s.slopeV = -bevel(fv, 0.07f) * 0.35f * p.detail;
  s.gloss *= 0.8f + 0.4f * h;
}

static inline void herringbone(const Material& m, const SurfacePoint& p, float scale, int seed, Vec3& c) {
  const float width = 0.12f * scale, diagonal = 0.70710678f;
  const int ratio = 5;  // length of a block in widths
  const float x = (p.u + p.v) * diagonal / width, y = (p.v - p.u) * diagonal / width;
  const int ix = (int)floorf(x), iy = (int)floorf(y);
  const int k = ((ix - iy) % (2 * ratio) + 2 * ratio) % (2 * ratio);
  const bool level = k < ratio;
  const int offset = level ? k : 2 * ratio - 1 - k;
  const int blockX = level ? ix - offset : ix, blockY = level ? iy : iy - offset;
  const float fu = level ? (offset + x - ix) / ratio : (offset + y - iy) / ratio, fv = level ? y - iy : x - ix;
  const float h = hash(blockX, blockY, seed + (level ? 0 : 7)), h2 = hash(blockX, blockY, seed + 3);
  const float grain = woodGrain((level ? x : y) * width + h * 31, (level ? y : x) * width + h2 * 17, seed, p.detail);
  c = mix(m.first(), m.second(), h) * (0.76f + 0.22f * h2 + (level ? 0.34f : 0.f) + 0.40f * grain);
  const float gap = joint(fminf(edgeDistance(fv), edgeDistance(fu) * ratio) * width, 0.006f, width, p.footprint);
  c = c * (1 - 0.8f * gap);
}

static inline void brick(const Material& m, const SurfacePoint& p, float scale, int seed, Vec3& c, Shade& s) {
  const float width = 0.24f * scale, height = 0.08f * scale, mortar = 0.011f * scale;
  const float row = floorf(p.v / height), fv = p.v / height - row;
  const float along = p.u / width + (((int)row & 1) ? 0.5f : 0.f), column = floorf(along), fu = along - column;
  const float h = hash((int)row, (int)column, seed), h2 = hash((int)row, (int)column, seed + 5);
  const float inside = 1 - joint(fminf(edgeDistance(fu) * width, edgeDistance(fv) * height), mortar, height, p.footprint);
  const float grit = fractalNoise(p.u * 26, p.v * 26, seed) - 0.5f;
  Vec3 fired = m.first() * (0.72f + 0.5f * h + 0.35f * grit * p.detail);
  fired = mix(fired, fired * Vec3{0.75f, 0.7f, 0.72f}, h2 * h2 * 0.8f);
  c = mix(m.second() * (0.95f + 0.2f * grit), fired, inside);
  s.slopeU = -bevel(fu, 0.07f) * 0.9f * p.detail;
  s.slopeV = -bevel(fv, 0.18f) * 0.9f * p.detail;
  if (inside < 0.5f) c = c * 0.92f;
}

static inline void tiles(const Material& m, const SurfacePoint& p, float scale, int seed, bool checkered, Vec3& c, Shade& s) {
  const float width = (checkered ? 0.34f : 0.2f) * scale, grouting = 0.008f * scale;
  const float row = floorf(p.v / width), fv = p.v / width - row, column = floorf(p.u / width), fu = p.u / width - column;
  const float h = hash((int)row, (int)column, seed);
  const float inside = 1 - joint(fminf(edgeDistance(fu), edgeDistance(fv)) * width, grouting, width, p.footprint);
  const bool other = checkered && (((int)row + (int)column) & 1);
  const Vec3 grout = checkered ? mix(m.first(), m.second(), 0.5f) * 0.75f : m.second();
  const float cloud = fractalNoise(p.u * 5, p.v * 5, seed + (int)(h * 77)) - 0.5f;
  const Vec3 tile = (other ? m.second() : m.first()) * (checkered ? 0.94f + 0.12f * h + 0.12f * cloud : 0.80f + 0.36f * h + 0.12f * cloud);
  c = mix(grout, tile, inside);
  s.slopeU = -bevel(fu, 0.04f) * 0.4f * p.detail;
  s.slopeV = -bevel(fv, 0.04f) * 0.4f * p.detail;
  if (inside < 0.5f) s.gloss *= 0.2f;
}

static inline void hexagonTiles(const Material& m, const SurfacePoint& p, float scale, int seed, Vec3& c) {
  const float width = 0.16f * scale, root3 = 1.7320508f;
  const float x = p.u / width, y = p.v / width;
  const float ax = fraction(x) - 0.5f, ay = (fraction(y / root3) - 0.5f) * root3;  // the two nearest centres of the lattice
  const float bx = fraction(x + 0.5f) - 0.5f, by = (fraction(y / root3 + 0.5f) - 0.5f) * root3;
  const bool first = ax * ax + ay * ay < bx * bx + by * by;
  const float px = first ? ax : bx, py = first ? ay : by;
  const int column = (int)floorf((x - px) * 2 + 0.5f), row = (int)floorf((y - py) * 2 / root3 + 0.5f);
  const float distance = fmaxf(fabsf(px), fabsf(px) * 0.5f + fabsf(py) * 0.8660254f);
  const float inside = 1 - joint((0.5f - distance) * width, 0.006f * scale, width, p.footprint);
  const Vec3 tile = mix(m.first(), m.second(), hash(column, row, seed) > 0.62f ? m.option : 0.f) * (0.92f + 0.16f * hash(column, row, seed + 1));
  c = mix(Vec3{0.55f, 0.53f, 0.5f}, tile, inside);
}

static inline float slabJoint(float u, float v, float size, float width, float footprint) {
  const float edge = fminf(edgeDistance(fraction(u / size)), edgeDistance(fraction(v / size))) * size;
  return 1 - smoothstep(0.f, width + footprint, edge);
}

static inline void marble(const Material& m, const SurfacePoint& p, float scale, int seed, Vec3& c) {
  const float x = p.u / scale, y = p.v / scale;
  const float warp = fractalNoise(x * 1.2f, y * 1.2f, seed), cloud = fractalNoise(x * 2.3f + 5, y * 2.3f, seed + 7);
  const float phase = fabsf(2 * fraction(0.9f * (x + 0.6f * y) + 1.8f * warp + 0.5f * cloud) - 1);
  const float veins = powf(1 - fminf(phase, 1.f), 6.f);
  const float fine = powf(1 - fabsf(2 * fractalNoise(x * 2.6f, y * 2.6f + 9, seed + 3) - 1), 14.f);
  c = mix(m.first() * (0.93f + 0.14f * cloud), m.second(), clamp(0.75f * veins + 0.45f * fine, 0.f, 1.f));
  if (m.option > 0) c = c * (1 - 0.3f * slabJoint(p.u, p.v, 0.6f * m.option, 0.004f, p.footprint) * visibility(0.02f, p.footprint, 0.3f));
}

static inline void terrazzo(const Material& m, const SurfacePoint& p, float scale, int seed, Vec3& c) {
  const CellNoise cell = cellNoise(p.u * 28 / scale, p.v * 28 / scale, seed);
  const float chip = smoothstep(0.34f, 0.26f, cell.nearest) * (cell.id > 0.35f ? 1.f : 0.f);
  const Vec3 colour = cell.id > 0.8f ? m.second() : (cell.id > 0.6f ? m.second() * 0.45f : m.second() * 1.3f);
  c = mix(m.first(), colour, chip * visibility(0.018f, p.footprint, 0.15f));
}

static inline void stripes(const Material& m, const SurfacePoint& p, float scale, int seed, Vec3& c) {
  const float width = 0.16f * scale, f = fabsf(fraction(p.acrossU / width) - 0.5f), soft = p.footprint / width + 0.02f;
  const float wide = smoothstep(0.25f - soft, 0.25f + soft, f), thin = smoothstep(0.02f + soft, 0.02f, fabsf(f - 0.32f)) * m.option;
  c = mix(m.first(), m.second(), clamp(wide + 0.6f * thin, 0.f, 1.f)) * (0.98f + 0.04f * fractalNoise(p.u * 3, p.v * 3, seed));
}

static inline void damask(const Material& m, const SurfacePoint& p, float scale, Vec3& c) {
  const float width = 0.36f * scale, height = 0.5f * scale, y = p.upV / height;
  const float x = p.acrossU / width + (((int)floorf(y) & 1) ? 0.5f : 0.f);
  const float fx = fabsf(fraction(x) - 0.5f) * 2, fy = (fraction(y) - 0.5f) * 2;
  const float radius = sqrtf(fx * fx * 1.1f + fy * fy * 0.75f), angle = atan2f(fy, fx + 1e-5f);
  const float petal = 0.46f + 0.20f * cosf(angle * 4) * (0.6f + 0.4f * cosf(angle * 2)) + 0.10f * sinf(fy * 9);
  const float blossom = smoothstep(0.05f, -0.05f, radius - petal);
  const float heart = smoothstep(0.04f, -0.04f, fabsf(radius - petal * 0.55f) - 0.05f);
  const float leaf = smoothstep(0.05f, -0.05f, fabsf(fx - 0.80f - 0.14f * sinf(fy * 6.28318f)) - 0.06f);
  const float ornament = clamp(blossom - 0.8f * heart + leaf, 0.f, 1.f);
  c = mix(m.first(), m.second(), mix(0.33f, ornament, clamp(0.06f / p.footprint, 0.f, 1.f)) * 0.85f);
}

static inline void polka(const Material& m, const SurfacePoint& p, float scale, int seed, Vec3& c) {
  const float width = 0.2f * scale, y = p.upV / width;
  const int row = (int)floorf(y);
  const float x = p.acrossU / width + ((row & 1) ? 0.5f : 0), fx = fraction(x) - 0.5f, fy = fraction(y) - 0.5f;
  const float distance = sqrtf(fx * fx + fy * fy);
  float radius = 0.26f;
  Vec3 dot = m.second();
  if (m.option > 0) {  // flowers instead of dots
    const float angle = atan2f(fy, fx) + 6.28f * hash((int)floorf(x), row, seed);
    radius = 0.24f + 0.09f * cosf(5 * angle);
    if (distance < 0.09f) {
      dot = {0.85f, 0.65f, 0.15f};
    } else if (fabsf(fx * 0.7f + fy * 0.7f) < 0.05f && distance < 0.42f && distance > radius) {
      dot = {0.18f, 0.32f, 0.12f};
      radius = 0.45f;
    }
  }
  const float soft = p.footprint / width + 0.03f;
  c = mix(m.first(), dot, smoothstep(radius + soft, radius - soft, distance));
}

static inline void concrete(const Material& m, const SurfacePoint& p, float scale, int seed, Vec3& c, Shade& s) {
  const float cloud = fractalNoise(p.u * 1.4f, p.v * 1.4f, seed), spots = fractalNoise(p.u * 9, p.v * 9, seed + 4);
  const float grit = valueNoise(p.u * 70, p.v * 70, seed), streaks = valueNoise(p.u * 3.1f, p.v * 0.35f, seed + 8);
  c = m.first() * (0.74f + 0.30f * cloud + 0.16f * spots + 0.08f * grit * p.detail) * (1 - 0.14f * smoothstep(0.6f, 0.9f, streaks));
  if (m.option > 0) c = c * (1 - 0.35f * slabJoint(p.u, p.v, 1.2f * scale, 0.008f, p.footprint));
  s.slopeU = (spots - 0.5f) * 0.15f;
}

static inline void stone(const Material& m, const SurfacePoint& p, float scale, int seed, Vec3& c, Shade& s) {
  const float height = 0.24f * scale, row = floorf(p.v / height), fv = p.v / height - row;
  const float width = (0.34f + 0.22f * hash((int)row, 1, seed)) * scale, along = p.u / width + hash((int)row, 2, seed);
  float column = floorf(along), fu = along - column;
  if (hash((int)row, (int)column, seed + 9) > 0.72f) {  // some stones are split in two
    fu = fraction(fu * 2);
    column += 0.5f;
  }
  const float h = hash((int)row, (int)(column * 2), seed), h2 = hash((int)row, (int)(column * 2), seed + 3);
  const float wobble = 0.018f * (fractalNoise(p.u * 9, p.v * 9, seed) - 0.5f) * scale;
  const float inside = 1 - joint(fminf(edgeDistance(fu) * width, edgeDistance(fv) * height) + wobble, 0.02f * scale, height, p.footprint);
  const float grit = fractalNoise(p.u * 14, p.v * 14, seed + 2) - 0.5f;
  const Vec3 face = mix(m.first(), m.first() * Vec3{1.06f, 0.98f, 0.86f}, h2) * (0.70f + 0.48f * h + 0.55f * grit);
  c = mix(m.second() * (0.8f + 0.3f * grit), face, inside);
  s.slopeU = -bevel(fu, 0.09f) * 0.8f * p.detail + grit * 0.3f;
  s.slopeV = -bevel(fv, 0.12f) * 0.8f * p.detail;
}

static inline void carpet(const Material& m, const SurfacePoint& p, int seed, Vec3& c, Shade& s) {
  const float pile = valueNoise(p.u * 120, p.v * 120, seed) - 0.5f, cloud = fractalNoise(p.u * 7, p.v * 7, seed) - 0.5f;
  c = m.first() * (0.92f + 0.34f * pile * p.detail + 0.22f * cloud);
  s.slopeU = pile * 0.3f * p.detail;
}

static inline void rug(const Material& m, const SurfacePoint& p, int seed, Vec3& c) {
  const float edge = fminf(p.halfU - fabsf(p.u), p.halfV - fabsf(p.v)), soft = p.footprint + 0.004f;
  const float border = smoothstep(soft, -soft, fabsf(edge - 0.16f) - 0.05f), line = smoothstep(soft, -soft, fabsf(edge - 0.05f) - 0.012f);
  float inner = 0;
  if (edge > 0.24f) {
    const int kind = (int)(hash(seed, 1, 2) * 5);
    if (kind == 0) {  // diamonds
      const float d = fabsf(fraction(p.u / 0.5f) - 0.5f) + fabsf(fraction(p.v / 0.5f) - 0.5f);
      inner = smoothstep(soft * 2, -soft * 2, fabsf(d - 0.35f) - 0.07f);
    } else if (kind == 1) {  // nested diamonds
      const float d = fabsf(p.u) / p.halfU + fabsf(p.v) / p.halfV;
      inner = smoothstep(soft * 2, -soft * 2, fabsf(fraction(d * 3.f) - 0.5f) - 0.14f);
    } else if (kind == 2) {  // stripes
      inner = smoothstep(soft * 4, -soft * 4, fabsf(fraction(p.u / 0.28f) - 0.5f) - 0.22f);
    } else if (kind == 3) {  // rings
      const float r = sqrtf(p.u * p.u + p.v * p.v) / fminf(p.halfU, p.halfV);
      inner = smoothstep(soft * 3, -soft * 3, fabsf(fraction(r * 3) - 0.5f) - 0.2f);
    }
  }
  const float pile = valueNoise(p.u * 90, p.v * 90, seed) - 0.5f;
  c = mix(m.first(), m.second(), clamp(fmaxf(inner, fmaxf(border, line)), 0.f, 1.f)) * (0.95f + 0.26f * pile * p.detail);
}

static inline void fabric(const Material& m, const SurfacePoint& p, float scale, int seed, bool plaid, Vec3& c, Shade& s) {
  const float weave = 0.5f * (valueNoise(p.u * 200, p.v * 40, seed) + valueNoise(p.u * 40, p.v * 200, seed + 1)) - 0.5f;
  const float folds = fractalNoise(p.u * 4, p.v * 4, seed) - 0.5f;
  c = m.first();
  if (plaid) {
    const float width = 0.14f * scale;
    const float across = smoothstep(0.05f, -0.05f, fabsf(fraction(p.u / width) - 0.5f) - 0.22f);
    const float along = smoothstep(0.05f, -0.05f, fabsf(fraction(p.v / width) - 0.5f) - 0.22f);
    c = mix(m.first(), m.second(), 0.5f * (across + along));
  } else if (m.option > 0) {
    c = mix(m.first(), m.second(), smoothstep(0.06f, -0.06f, fabsf(fraction(p.u / (0.10f * scale)) - 0.5f) - 0.22f));
  }
  c = c * (0.96f + 0.42f * weave * p.detail + 0.20f * folds);
  s.slopeU = weave * 0.4f * p.detail + folds * 0.15f;
  s.slopeV = folds * 0.15f;
}

static inline void leather(const Material& m, const SurfacePoint& p, int seed, Vec3& c, Shade& s) {
  const CellNoise cell = cellNoise(p.u * 42, p.v * 42, seed);
  const float cloud = fractalNoise(p.u * 3, p.v * 3, seed) - 0.5f, crease = smoothstep(0.0f, 0.22f, cell.second - cell.nearest);
  c = m.first() * (0.86f + 0.3f * cloud - 0.22f * (1 - crease) * p.detail);
  s.slopeU = (cell.nearest - 0.4f) * 0.3f * p.detail;
}

static inline void books(const SurfacePoint& p, int seed, Vec3& c) {
  static const Vec3 bindings[] = {{0.42f, 0.07f, 0.05f}, {0.06f, 0.13f, 0.28f}, {0.06f, 0.20f, 0.10f}, {0.66f, 0.56f, 0.38f}, {0.30f, 0.15f, 0.06f}, {0.75f, 0.45f, 0.10f}};
  const float x = p.acrossU / 0.045f, spine = floorf(x), f = x - spine;
  const float h2 = hash((int)spine, 2, seed), top = p.halfV * (0.35f + 0.6f * h2);
  if (p.upV > top) {
    c = {0.02f, 0.016f, 0.012f};
    return;
  }
  const Vec3 binding = bindings[(int)(hash((int)spine, 1, seed) * 5.99f)];
  c = binding * ((0.7f + 0.5f * hash((int)spine, 3, seed)) * (0.45f + 0.55f * smoothstep(0.f, 0.3f, edgeDistance(f))));
  if (fabsf(p.upV - top * 0.4f) < 0.012f) c = {0.7f, 0.5f, 0.2f};
}

static inline void picture(const Material& m, const SurfacePoint& p, int seed, Vec3& c) {
  const float x = p.acrossU / p.halfU, y = p.upV / p.halfV;
  if (fmaxf(fabsf(x), fabsf(y)) > 0.82f) {  // passe-partout
    c = {0.8f, 0.78f, 0.74f};
    return;
  }
  const Vec3 third = Vec3{hash(seed, 1, 1), hash(seed, 2, 1), hash(seed, 3, 1)} * 0.6f;
  const float blots = fractalNoise(x * 2 + 5, y * 2, seed);
  switch ((int)(hash(seed, 4, 1) * 4)) {
    case 0:  // landscape
      c = y > 0.1f + 0.4f * (blots - 0.5f) ? mix(Vec3{0.55f, 0.65f, 0.8f}, Vec3{0.9f, 0.7f, 0.5f}, smoothstep(0.8f, 0.f, y))
                                           : mix(Vec3{0.10f, 0.18f, 0.06f}, Vec3{0.25f, 0.30f, 0.10f}, blots);
      break;
    case 1:  // abstract
      c = blots > 0.55f ? m.first() : (blots > 0.45f ? third : m.second());
      break;
    case 2:  // geometric
      c = x * x + y * y < 0.25f ? m.second() : m.first();
      if (fabsf(x + 0.3f) < 0.12f) c = third;
      break;
    default:  // portrait
      c = mix(m.first() * 0.4f, m.second() * 0.8f, blots);
      if (x * x * 2 + (y + 0.1f) * (y + 0.1f) < 0.22f) c = {0.62f, 0.42f, 0.30f};
      if (x * x + (y + 0.85f) * (y + 0.85f) < 0.4f) c = third * 0.7f;
  }
}

static inline void wood(const Material& m, const SurfacePoint& p, int seed, Vec3& c) {
  const float grain = woodGrain(p.u, p.v, seed, clamp(1.2f - p.footprint / 0.03f, 0.f, 1.f));
  c = mix(m.first(), m.second(), clamp(0.4f + 0.9f * grain, 0.f, 1.f)) * (0.92f + 0.16f * fractalNoise(p.u * 1.5f, p.v * 4, seed + 3));
}

static inline void panelling(const Material& m, const SurfacePoint& p, float scale, int seed, Vec3& c, Shade& s) {
  const float width = 0.5f * scale, height = 0.9f * scale;
  const float fu = fraction(p.acrossU / width + 0.5f), fv = fraction(p.upV / height);
  const float edgeU = edgeDistance(fu) * width, edgeV = edgeDistance(fv) * height, edge = fminf(edgeU, edgeV) - 0.07f * scale;
  const float grain = woodGrain(p.upV, p.acrossU, seed, p.detail) * m.option;
  c = mix(m.first(), m.second(), m.option * clamp(0.4f + grain, 0.f, 1.f));
  const float moulding = smoothstep(0.016f + p.footprint, 0.f, fabsf(edge));
  c = c * ((1 - 0.42f * moulding) * (edge > 0 && edge < 0.05f ? 1.06f : 1.f));
  if (edge > 0 && edge < 0.04f) {
    if (edgeU < edgeV)
      s.slopeU = fu < 0.5f ? -0.5f : 0.5f;
    else
      s.slopeV = fv < 0.5f ? -0.5f : 0.5f;
  }
}

}  // namespace pattern
