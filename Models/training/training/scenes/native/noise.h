// Random numbers of lattice points, and the noises built on them.
#pragma once
#include "vector.h"

// Uniform in [0, 1), the same for the same three integers.
static inline float hash(int x, int y, int seed) {
  uint32_t h = (uint32_t)x * 0x9E3779B1u ^ (uint32_t)y * 0x85EBCA77u ^ (uint32_t)seed * 0xC2B2AE3Du;
  h ^= h >> 15;
  h *= 0x2C1B3C6Du;
  h ^= h >> 12;
  h *= 0x297A2D39u;
  h ^= h >> 15;
  return (h >> 8) * (1.f / 16777216.f);
}

// Smoothly interpolated lattice values, 0..1.
static inline float valueNoise(float x, float y, int seed) {
  const float floorX = floorf(x), floorY = floorf(y);
  const int ix = (int)floorX, iy = (int)floorY;
  float tx = x - floorX, ty = y - floorY;
  tx = tx * tx * (3 - 2 * tx);
  ty = ty * ty * (3 - 2 * ty);
  const float a = hash(ix, iy, seed), b = hash(ix + 1, iy, seed), c = hash(ix, iy + 1, seed), d = hash(ix + 1, iy + 1, seed);
  return a + (b - a) * tx + (c - a + (a - b - c + d) * tx) * ty;
}

// Three octaves, 0..1 with mean 0.5.
static inline float fractalNoise(float x, float y, int seed) {
  return 0.55f * valueNoise(x, y, seed) + 0.28f * valueNoise(2.1f * x + 7.3f, 2.1f * y, seed + 1) +
         0.17f * valueNoise(4.3f * x, 4.3f * y + 3.7f, seed + 2);
}

struct CellNoise {
  float nearest, second;  // distances to the two closest cell centres
  float id;               // random number of the closest cell
};

static inline CellNoise cellNoise(float x, float y, int seed) {
  const int ix = (int)floorf(x), iy = (int)floorf(y);
  CellNoise cell{9.f, 9.f, 0.f};
  for (int j = -1; j <= 1; j++) {
    for (int i = -1; i <= 1; i++) {
      const float px = ix + i + 0.15f + 0.7f * hash(ix + i, iy + j, seed);
      const float py = iy + j + 0.15f + 0.7f * hash(ix + i, iy + j, seed + 17);
      const float distance = sqrtf((px - x) * (px - x) + (py - y) * (py - y));
      if (distance < cell.nearest) {
        cell.second = cell.nearest;
        cell.nearest = distance;
        cell.id = hash(ix + i, iy + j, seed + 5);
      } else if (distance < cell.second) {
        cell.second = distance;
      }
    }
  }
  return cell;
}

// Grain of sawn wood, running along u; about -0.6..0.6.
static inline float woodGrain(float u, float v, int seed, float detail) {
  const float waves = fractalNoise(u * 1.3f, v * 9.f, seed);
  const float ring = fraction(v * 14.f + 3.f * waves + 0.6f * valueNoise(u * 0.8f, v * 2.f, seed + 9));
  const float grain = 0.55f * fabsf(2 * ring - 1) + 0.45f * waves;
  const float fibres = valueNoise(u * 14.f, v * 160.f, seed + 3) - 0.5f;
  return (grain - 0.5f) * detail + 0.25f * fibres * detail * detail;
}
