// Procedural patterns of roofs, facades, panes and ground: colour, gloss and slope of a surface point, one function a pattern.
#pragma once
#include "material.h"

namespace pattern {

static inline void roofTiles(const Material& m, const SurfacePoint& p, float scale, int seed, Vec3& c, Shade& s) {
  const float width = 0.2f * scale, height = 0.34f * scale;
  const float row = floorf(p.upV / height), fv = p.upV / height - row, column = floorf(p.acrossU / width), fu = p.acrossU / width - column;
  const float h = hash((int)row, (int)column, seed), h2 = hash((int)row, (int)column, seed + 1);
  const float grit = fractalNoise(p.u * 8, p.v * 8, seed) - 0.5f, arch = sinf(fu * 3.14159f), visible = clamp(0.10f / p.footprint, 0.f, 1.f);
  c = mix(m.first(), m.second(), h2 * 0.6f) * (0.78f + 0.30f * h + 0.3f * grit);
  c = c * (mix(0.84f, 0.56f + 0.5f * arch, visible) * mix(0.95f, 0.55f + 0.45f * smoothstep(0.05f, 0.25f, fv), visible));
  s.slopeU = cosf(fu * 3.14159f) * 0.7f * visible;
  s.slopeV = -0.15f;
}

static inline void slate(const Material& m, const SurfacePoint& p, float scale, int seed, Vec3& c, Shade& s) {
  const float width = 0.24f * scale, height = 0.2f * scale;
  const float row = floorf(p.upV / height), fv = p.upV / height - row;
  const float along = p.acrossU / width + (((int)row & 1) ? 0.5f : 0.f) + 0.1f * hash((int)row, 8, seed), column = floorf(along), fu = along - column;
  if (m.option > 0) {  // scallops: the row below shows between the rounded ends
    const float r = (fu - 0.5f) * 2;
    if (fv < 0.35f * r * r) {
      c = m.first() * 0.45f;
      return;
    }
  }
  const float h = hash((int)row, (int)column, seed), h2 = hash((int)row, (int)column, seed + 1);
  const float grit = fractalNoise(p.u * 10, p.v * 22, seed) - 0.5f, visible = clamp(0.06f / p.footprint, 0.f, 1.f);
  const float gap = joint(edgeDistance(fu) * width, 0.008f, width, p.footprint);
  c = mix(m.first(), m.second(), h2 * 0.55f) * (0.72f + 0.46f * h + 0.3f * grit);
  c = c * ((1 - 0.5f * gap) * mix(0.92f, 0.5f + 0.5f * smoothstep(0.05f, 0.25f, fv), visible));
  s.slopeV = -0.2f * visible;
}

static inline void thatch(const Material& m, const SurfacePoint& p, int seed, Vec3& c, Shade& s) {
  const float straw = valueNoise(p.acrossU * 55, p.upV * 5, seed), bundles = valueNoise(p.acrossU * 16, p.upV * 2, seed + 1);
  c = mix(m.first(), m.second(), 0.6f * bundles) * (0.62f + 0.55f * straw + 0.1f * fraction(p.upV / 0.6f));
  s.slopeU = (straw - 0.5f) * 0.8f;
}

static inline void grass(const Material& m, const SurfacePoint& p, int seed, Vec3& c) {
  const float meadow = fractalNoise(p.u * 1.1f, p.v * 1.1f, seed), tufts = fractalNoise(p.u * 8, p.v * 8, seed + 2);
  const float blades = valueNoise(p.u * 60, p.v * 25, seed) - 0.5f;
  c = mix(m.first(), m.second(), meadow) * (0.62f + 0.5f * tufts + 0.45f * blades * p.detail);
}

static inline void foliage(const Material& m, const SurfacePoint& p, int seed, Vec3& c, Shade& s) {
  const CellNoise leaf = cellNoise(p.u * 13, p.v * 13, seed);
  const float cloud = fractalNoise(p.u * 3.5f, p.v * 3.5f, seed + 2);
  c = mix(m.first(), m.second(), leaf.id) * (0.35f + 0.75f * cloud + 0.45f * (1 - leaf.nearest));
  s.slopeU = (hash((int)(leaf.id * 999), 1, seed) - 0.5f) * 1.6f;
  s.slopeV = (hash((int)(leaf.id * 999), 2, seed) - 0.5f) * 1.6f;
}

static inline void asphalt(const Material& m, const SurfacePoint& p, int seed, Vec3& c) {
  const float grit = valueNoise(p.u * 40, p.v * 40, seed) - 0.5f, cloud = fractalNoise(p.u * 0.8f, p.v * 0.8f, seed + 2);
  const float pebbles = smoothstep(0.55f, 0.9f, valueNoise(p.u * 95, p.v * 95, seed + 4)) * 0.6f * p.detail;
  c = mix(m.first(), m.second(), pebbles) * (0.72f + 0.36f * cloud + 0.3f * grit * p.detail);
}

static inline void cobbles(const Material& m, const SurfacePoint& p, float scale, int seed, Vec3& c, Shade& s) {
  const CellNoise cell = cellNoise(p.u * 5.5f / scale, p.v * 5.5f / scale, seed);
  const float inside = smoothstep(0.02f, 0.16f + p.footprint * 5.5f, cell.second - cell.nearest);
  const float grit = fractalNoise(p.u * 18, p.v * 18, seed) - 0.5f;
  const Vec3 face = mix(m.first(), m.second(), cell.id * 0.5f) * (0.7f + 0.45f * cell.id + 0.4f * grit);
  c = mix(m.second() * 0.6f, face, mix(0.75f, inside, clamp(0.09f / p.footprint, 0.f, 1.f)));
  s.slopeU = grit * 0.4f;
}

static inline void windowOutside(const Material& m, const SurfacePoint& p, int seed, const Sky& sky, Vec3& c, Shade& s) {
  const float height = clamp(0.5f + 0.5f * p.upV / fmaxf(m.extent, 0.2f), 0.f, 1.f);
  const float ripple = valueNoise(p.acrossU * 1.3f + seed, p.upV * 1.9f, seed);
  const float curtain = m.option > 0 ? smoothstep(0.62f, 0.70f, fabsf(p.acrossU) / fmaxf(p.halfU, 0.05f)) : 0.f;
  Vec3 day = mix(Vec3{0.035f, 0.045f, 0.055f}, sky.horizon * 0.55f, smoothstep(0.25f, 1.1f, height + 0.45f * (ripple - 0.5f)));
  day = mix(day, m.second() * 0.5f, curtain * 0.8f);
  const Vec3 lamp = mix(Vec3{1.0f, 0.62f, 0.26f}, m.second() * Vec3{1.f, 0.6f, 0.3f}, curtain * 0.8f);
  s.emission = day * (1 - sky.night) + lamp * (sky.night * m.emission * (0.55f + 0.6f * ripple));
  s.gloss = 0.9f;
  c = {0.03f, 0.035f, 0.04f};
}

static inline void windowInside(const Material& m, const SurfacePoint& p, int seed, const Sky& sky, Vec3& c, Shade& s) {
  const float y = p.upV - m.extent;
  const float shrubs = fractalNoise(p.acrossU * 2.2f, p.upV * 2.2f, seed), clouds = smoothstep(0.5f, 0.75f, fractalNoise(p.acrossU * 1.5f, p.upV * 3, seed + 5));
  const Vec3 above = mix(sky.horizon, sky.zenith, clamp(y * 0.55f + 0.15f, 0.f, 1.f)) * (0.9f + 0.35f * clouds);
  const Vec3 below = mix(Vec3{0.05f, 0.10f, 0.03f}, Vec3{0.18f, 0.28f, 0.08f}, shrubs) * (1 - 0.93f * sky.night);
  s.emission = mix(below, above, smoothstep(-0.1f, 0.1f, y + 0.35f * (shrubs - 0.5f))) * m.emission;
  s.gloss = 0.5f;
  c = {0.02f, 0.02f, 0.02f};
}

static inline void siding(const Material& m, const SurfacePoint& p, float scale, int seed, Vec3& c, Shade& s) {
  const float width = 0.16f * scale, across = (p.turned ? p.acrossU : p.upV) / width, board = floorf(across), f = across - board;
  const float h = hash((int)board, 1, seed), visible = clamp(0.07f / p.footprint, 0.f, 1.f);
  const float grain = woodGrain(p.turned ? p.upV : p.acrossU, (p.turned ? p.acrossU : p.upV) + h * 9, seed, p.detail) * 0.12f;
  c = m.first() * ((0.95f + 0.08f * h + grain) * (1 - 0.75f * joint(edgeDistance(f) * width, 0.02f, width, p.footprint)));
  if (!p.turned) s.slopeV = 0.28f * visible;
}

static inline void timberFrame(const Material& m, const SurfacePoint& p, float scale, int seed, Vec3& c) {
  const float width = 1.15f * scale, height = 1.25f * scale, beam = 0.07f * scale;
  const float x = p.acrossU / width, y = p.upV / height;
  const int column = (int)floorf(x), row = (int)floorf(y);
  const float fu = x - column, fv = y - row, h = hash(column, row, seed);
  float distance = fminf(edgeDistance(fu) * width, edgeDistance(fv) * height);
  if (h < 0.4f) {  // a brace across the panel
    const float diagonal = h < 0.2f ? fabsf(fu - fv) : fabsf(fu + fv - 1);
    distance = fminf(distance, diagonal * 0.62f * width);
  }
  const float soft = p.footprint * 0.7f + 0.003f, timber = smoothstep(beam + soft, beam - soft, distance);
  const float cloud = fractalNoise(p.u * 6, p.v * 6, seed) - 0.5f, grain = woodGrain(p.acrossU, p.upV, seed, p.detail);
  c = mix(m.first() * (0.97f + 0.12f * cloud), m.second() * (0.85f + 0.5f * grain), timber);
}

}  // namespace pattern
