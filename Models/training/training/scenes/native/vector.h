// Small vectors and scalar helpers.
#pragma once
#include <cmath>
#include <cstdint>

struct Vec3 {
  float x, y, z;
};

static inline Vec3 operator+(Vec3 a, Vec3 b) { return {a.x + b.x, a.y + b.y, a.z + b.z}; }
static inline Vec3 operator-(Vec3 a, Vec3 b) { return {a.x - b.x, a.y - b.y, a.z - b.z}; }
static inline Vec3 operator*(Vec3 a, float k) { return {a.x * k, a.y * k, a.z * k}; }
static inline Vec3 operator*(Vec3 a, Vec3 b) { return {a.x * b.x, a.y * b.y, a.z * b.z}; }

static inline float dot(Vec3 a, Vec3 b) { return a.x * b.x + a.y * b.y + a.z * b.z; }
static inline Vec3 cross(Vec3 a, Vec3 b) { return {a.y * b.z - a.z * b.y, a.z * b.x - a.x * b.z, a.x * b.y - a.y * b.x}; }
static inline Vec3 normalized(Vec3 a) { return a * (1.f / sqrtf(dot(a, a) + 1e-20f)); }
static inline Vec3 load(const float* p) { return {p[0], p[1], p[2]}; }

static inline float mix(float a, float b, float t) { return a + (b - a) * t; }
static inline Vec3 mix(Vec3 a, Vec3 b, float t) { return a + (b - a) * t; }
static inline float clamp(float x, float low, float high) { return x < low ? low : (x > high ? high : x); }
static inline float fraction(float x) { return x - floorf(x); }

static inline float smoothstep(float low, float high, float x) {
  const float t = clamp((x - low) / (high - low), 0.f, 1.f);
  return t * t * (3 - 2 * t);
}

// Perceived brightness of a linear colour, cheaply.
static inline float brightness(Vec3 c) { return 0.25f * c.x + 0.65f * c.y + 0.1f * c.z; }
