// Solids, sixteen rays at a time, and the surface where a ray ends.
#pragma once
#include "vector.h"

enum Shape { BOX, CYLINDER, ELLIPSOID, ROOF, CONE };  // the order of the constants in scene.py
enum Flags { CASTS_NO_SHADOW = 1 };
enum Mapping { OBJECT_COORDINATES, WORLD_COORDINATES };

struct Solid {  // 15 floats, as `Solid` in scene.py lays them out
  float shape;
  float cx, cy, cz;     // centre
  float hx, hy, hz;     // half sizes
  float cosine, sine;   // turn about the vertical axis
  float material, mapping, offsetU, offsetV;
  float parameter;      // hip width of a ROOF, top radius share of a CONE
  float flags;
};

struct Group {  // consecutive solids and their bounding box
  float first, end;
  float low[3], high[3];
};

constexpr int LANES = 16;
constexpr float NEAREST = 1e-4f, FAR = 1e9f;

struct Rays {
  alignas(64) float ox[LANES], oy[LANES], oz[LANES], dx[LANES], dy[LANES], dz[LANES];
  alignas(64) float distance[LANES];  // in: how far to look; out: to the hit
  alignas(64) int solid[LANES];       // out: what was hit, -1 for nothing

  void set(int lane, Vec3 origin, Vec3 direction) {
    ox[lane] = origin.x, oy[lane] = origin.y, oz[lane] = origin.z;
    dx[lane] = direction.x, dy[lane] = direction.y, dz[lane] = direction.z;
  }
};

static inline float safeInverse(float d) { return 1.f / (fabsf(d) < 1e-7f ? 1e-7f : d); }

// Narrows [enter, leave] to the part of a ray between two parallel planes.
static inline void clipSlab(float low, float high, float origin, float inverse, float& enter, float& leave) {
  const float a = (low - origin) * inverse, b = (high - origin) * inverse;
  enter = fmaxf(enter, fminf(a, b));
  leave = fminf(leave, fmaxf(a, b));
}

// Narrows [enter, leave] to the inner side of a plane: value + t * slope <= 0.
static inline void clipPlane(float value, float slope, float& enter, float& leave) {
  const float t = -value * safeInverse(slope);
  enter = fmaxf(enter, slope < 0 ? t : -FAR);
  leave = fminf(leave, slope < 0 ? FAR : t);
}

static inline void keepIfCloser(Rays& rays, int lane, bool hit, float t, int solid) {
  const bool closer = hit & (t > NEAREST) & (t < rays.distance[lane]);
  rays.distance[lane] = closer ? t : rays.distance[lane];
  rays.solid[lane] = closer ? solid : rays.solid[lane];
}

struct Inverses {
  alignas(64) float x[LANES], y[LANES], z[LANES];
};

static bool anyRayMeets(const Group& group, const Rays& r, const Inverses& inverse) {
  int any = 0;
  for (int l = 0; l < LANES; l++) {
    float enter = -FAR, leave = FAR;
    clipSlab(group.low[0], group.high[0], r.ox[l], inverse.x[l], enter, leave);
    clipSlab(group.low[1], group.high[1], r.oy[l], inverse.y[l], enter, leave);
    clipSlab(group.low[2], group.high[2], r.oz[l], inverse.z[l], enter, leave);
    any |= (enter <= leave) & (leave > 0.f) & (enter < r.distance[l]);
  }
  return any;
}

static void traceAlignedBox(const Solid& p, int index, Rays& r, const Inverses& inverse) {
  const bool quarterTurn = fabsf(p.sine) > 0.5f;
  const float hx = quarterTurn ? p.hz : p.hx, hz = quarterTurn ? p.hx : p.hz;
  for (int l = 0; l < LANES; l++) {
    float enter = -FAR, leave = FAR;
    clipSlab(p.cx - hx, p.cx + hx, r.ox[l], inverse.x[l], enter, leave);
    clipSlab(p.cy - p.hy, p.cy + p.hy, r.oy[l], inverse.y[l], enter, leave);
    clipSlab(p.cz - hz, p.cz + hz, r.oz[l], inverse.z[l], enter, leave);
    keepIfCloser(r, l, enter <= leave, enter, index);
  }
}

static void traceTurnedBoxOrRoof(const Solid& p, int index, Rays& r, const Inverses& inverse) {
  const bool roof = (int)p.shape == ROOF;
  const float slope = 2 * p.hy / p.hz, hipSlope = p.parameter > 0 ? 2 * p.hy / p.parameter : 0;
  for (int l = 0; l < LANES; l++) {
    const float wx = r.ox[l] - p.cx, y = r.oy[l] - p.cy, wz = r.oz[l] - p.cz, dy = r.dy[l];
    const float x = p.cosine * wx + p.sine * wz, z = -p.sine * wx + p.cosine * wz;
    const float dx = p.cosine * r.dx[l] + p.sine * r.dz[l], dz = -p.sine * r.dx[l] + p.cosine * r.dz[l];
    float enter = -FAR, leave = FAR;
    clipSlab(-p.hx, p.hx, x, safeInverse(dx), enter, leave);
    clipSlab(-p.hy, p.hy, y, inverse.y[l], enter, leave);
    clipSlab(-p.hz, p.hz, z, safeInverse(dz), enter, leave);
    if (roof) {
      clipPlane(y - p.hy + slope * z, dy + slope * dz, enter, leave);
      clipPlane(y - p.hy - slope * z, dy - slope * dz, enter, leave);
      if (p.parameter > 0) {
        clipPlane(y + p.hy - hipSlope * (p.hx - x), dy + hipSlope * dx, enter, leave);
        clipPlane(y + p.hy - hipSlope * (p.hx + x), dy - hipSlope * dx, enter, leave);
      }
    }
    keepIfCloser(r, l, enter <= leave, enter, index);
  }
}

static void traceCylinder(const Solid& p, int index, Rays& r, const Inverses& inverse) {
  const float ax = 1 / p.hx, az = 1 / p.hz;
  for (int l = 0; l < LANES; l++) {
    const float wx = r.ox[l] - p.cx, y = r.oy[l] - p.cy, wz = r.oz[l] - p.cz;
    const float x = (p.cosine * wx + p.sine * wz) * ax, z = (-p.sine * wx + p.cosine * wz) * az;
    const float dx = (p.cosine * r.dx[l] + p.sine * r.dz[l]) * ax, dz = (-p.sine * r.dx[l] + p.cosine * r.dz[l]) * az;
    const float a = dx * dx + dz * dz + 1e-12f, b = x * dx + z * dz, c = x * x + z * z - 1, discriminant = b * b - a * c;
    const float root = sqrtf(fmaxf(discriminant, 0.f));
    float enter = (-b - root) / a, leave = discriminant < 0 ? -1.f : (-b + root) / a;
    clipSlab(-p.hy, p.hy, y, inverse.y[l], enter, leave);
    keepIfCloser(r, l, enter <= leave, enter, index);
  }
}

static void traceEllipsoid(const Solid& p, int index, Rays& r) {
  for (int l = 0; l < LANES; l++) {
    const float x = (r.ox[l] - p.cx) / p.hx, y = (r.oy[l] - p.cy) / p.hy, z = (r.oz[l] - p.cz) / p.hz;
    const float dx = r.dx[l] / p.hx, dy = r.dy[l] / p.hy, dz = r.dz[l] / p.hz;
    const float a = dx * dx + dy * dy + dz * dz, b = x * dx + y * dy + z * dz, c = x * x + y * y + z * z - 1;
    const float discriminant = b * b - a * c;
    keepIfCloser(r, l, discriminant > 0, (-b - sqrtf(fmaxf(discriminant, 0.f))) / a, index);
  }
}

static void traceCone(const Solid& p, int index, Rays& r, const Inverses& inverse) {
  const float taper = p.hx * (1 - p.parameter) / (2 * p.hy), middle = p.hx * (1 + p.parameter) * 0.5f, top = p.hx * p.parameter;
  for (int l = 0; l < LANES; l++) {
    const float x = r.ox[l] - p.cx, y = r.oy[l] - p.cy, z = r.oz[l] - p.cz, dx = r.dx[l], dy = r.dy[l], dz = r.dz[l];
    const float radius = middle - taper * y, growth = -taper * dy;
    float a = dx * dx + dz * dz - growth * growth;
    a = fabsf(a) < 1e-8f ? 1e-8f : a;
    const float b = x * dx + z * dz - radius * growth, c = x * x + z * z - radius * radius, discriminant = b * b - a * c;
    const float root = sqrtf(fmaxf(discriminant, 0.f)), t1 = (-b - root) / a, t2 = (-b + root) / a;
    const float nearer = fminf(t1, t2), farther = fmaxf(t1, t2);
    const bool nearerOnSide = fabsf(y + nearer * dy) <= p.hy && nearer > NEAREST;
    const bool fartherOnSide = fabsf(y + farther * dy) <= p.hy && farther > NEAREST;
    float t = nearerOnSide ? nearer : (fartherOnSide ? farther : FAR);
    const float lid = (p.hy - y) * inverse.y[l], lidX = x + lid * dx, lidZ = z + lid * dz;
    const bool onLid = (lidX * lidX + lidZ * lidZ <= top * top) & (lid > NEAREST) & (dy < 0);
    t = onLid ? fminf(t, lid) : t;
    keepIfCloser(r, l, discriminant > 0, t, index);
  }
}

// Finds the closest solid on each ray.  Rays with a negative distance are idle.
static void trace(const Solid* solids, const Group* groups, int groupCount, Rays& rays, bool forShadow) {
  Inverses inverse;
  for (int l = 0; l < LANES; l++) {
    inverse.x[l] = safeInverse(rays.dx[l]);
    inverse.y[l] = safeInverse(rays.dy[l]);
    inverse.z[l] = safeInverse(rays.dz[l]);
  }
  for (int g = 0; g < groupCount; g++) {
    if (!anyRayMeets(groups[g], rays, inverse)) continue;
    for (int index = (int)groups[g].first; index < (int)groups[g].end; index++) {
      const Solid& solid = solids[index];
      if (forShadow && ((int)solid.flags & CASTS_NO_SHADOW)) continue;
      const bool aligned = fabsf(solid.sine) < 1e-5f || fabsf(solid.cosine) < 1e-5f;
      switch ((int)solid.shape) {
        case BOX: aligned ? traceAlignedBox(solid, index, rays, inverse) : traceTurnedBoxOrRoof(solid, index, rays, inverse); break;
        case ROOF: traceTurnedBoxOrRoof(solid, index, rays, inverse); break;
        case CYLINDER: traceCylinder(solid, index, rays, inverse); break;
        case ELLIPSOID: traceEllipsoid(solid, index, rays); break;
        default: traceCone(solid, index, rays, inverse);
      }
    }
  }
}

// Where a ray met a solid: normal, two tangents, and the position on the face in metres.
struct Surface {
  Vec3 normal, tangent, bitangent;
  float u, v, halfU, halfV;
};

namespace surface {

static inline Surface ofBox(const Solid& p, float x, float y, float z, Vec3 world) {
  const float ax = fabsf(fabsf(x) - p.hx), ay = fabsf(fabsf(y) - p.hy), az = fabsf(fabsf(z) - p.hz);
  const bool inWorld = (int)p.mapping == WORLD_COORDINATES;
  if (ay <= ax && ay <= az) return {{0, y > 0 ? 1.f : -1.f, 0}, {1, 0, 0}, {0, 0, 1}, inWorld ? world.x : x, inWorld ? world.z : z, p.hx, p.hz};
  if (ax <= az) return {{x > 0 ? 1.f : -1.f, 0, 0}, {0, 0, 1}, {0, 1, 0}, inWorld ? world.z : z, inWorld ? world.y : y, p.hz, p.hy};
  return {{0, 0, z > 0 ? 1.f : -1.f}, {1, 0, 0}, {0, 1, 0}, inWorld ? world.x : x, inWorld ? world.y : y, p.hx, p.hy};
}

static inline Surface ofRoof(const Solid& p, float x, float y, float z) {
  const float slope = 2 * p.hy / p.hz, k = 1 / sqrtf(1 + slope * slope);
  const float hipSlope = p.parameter > 0 ? 2 * p.hy / p.parameter : 0, hipK = 1 / sqrtf(1 + hipSlope * hipSlope);
  const float toBase = fabsf(y + p.hy), toSlope = fabsf((y - p.hy + slope * fabsf(z)) * k);
  const float toEnd = p.parameter > 0 ? fabsf((y + p.hy - hipSlope * (p.hx - fabsf(x))) * hipK) : fabsf(fabsf(x) - p.hx);
  const float signX = x > 0 ? 1.f : -1.f, signZ = z > 0 ? 1.f : -1.f;
  if (toSlope <= toBase && toSlope <= toEnd)
    return {{0, k, signZ * slope * k}, {1, 0, 0}, {0, slope * k, -signZ * k}, x, (p.hz - fabsf(z)) / k, p.hx, 0.5f * p.hz / k};
  if (toEnd <= toBase && p.parameter > 0)
    return {{signX * hipSlope * hipK, hipK, 0}, {0, 0, 1}, {-signX * hipK, hipSlope * hipK, 0}, z, (p.hx - fabsf(x)) / hipK, 1, 1};
  if (toEnd <= toBase) return {{signX, 0, 0}, {0, 0, 1}, {0, 1, 0}, z, y, 1, 1};
  return {{0, -1, 0}, {1, 0, 0}, {0, 0, 1}, x, z, 1, 1};
}

static inline Surface ofCylinder(const Solid& p, float x, float y, float z) {
  if (fabsf(y) > p.hy - 1e-4f) return {{0, y > 0 ? 1.f : -1.f, 0}, {1, 0, 0}, {0, 0, 1}, x, z, p.hx, p.hz};
  const Vec3 normal = normalized({x / (p.hx * p.hx), 0, z / (p.hz * p.hz)});
  return {normal, {-normal.z, 0, normal.x}, {0, 1, 0}, atan2f(z, x) * p.hx, y, 3.14159f * p.hx, p.hy};
}

static inline Surface ofEllipsoid(const Solid& p, float x, float y, float z) {
  const Vec3 normal = normalized({x / (p.hx * p.hx), y / (p.hy * p.hy), z / (p.hz * p.hz)});
  const Vec3 tangent = normalized({-normal.z, 0, normal.x});
  return {normal, tangent, cross(normal, tangent), atan2f(z, x) * p.hx, asinf(clamp(y / p.hy, -1, 1)) * p.hy, p.hx * 3.14f, p.hy * 1.57f};
}

static inline Surface ofCone(const Solid& p, float x, float y, float z) {
  if (y > p.hy - 1e-3f) return {{0, 1, 0}, {1, 0, 0}, {0, 0, 1}, x, z, 1, 1};
  const float taper = p.hx * (1 - p.parameter) / (2 * p.hy), radius = sqrtf(x * x + z * z) + 1e-6f;
  return {normalized({x / radius, taper, z / radius}), {-z / radius, 0, x / radius}, {0, 1, 0}, atan2f(z, x) * p.hx, y, 1, 1};
}

}  // namespace surface

static Surface surfaceAt(const Solid& p, Vec3 world) {
  const float wx = world.x - p.cx, y = world.y - p.cy, wz = world.z - p.cz;
  const float x = p.cosine * wx + p.sine * wz, z = -p.sine * wx + p.cosine * wz;
  Surface s;
  switch ((int)p.shape) {
    case BOX: s = surface::ofBox(p, x, y, z, world); break;
    case ROOF: s = surface::ofRoof(p, x, y, z); break;
    case CYLINDER: s = surface::ofCylinder(p, x, y, z); break;
    case ELLIPSOID: s = surface::ofEllipsoid(p, x, y, z); break;
    default: s = surface::ofCone(p, x, y, z);
  }
  s.u += p.offsetU;
  s.v += p.offsetV;
  const auto turned = [&](Vec3 q) { return Vec3{p.cosine * q.x - p.sine * q.z, q.y, p.sine * q.x + p.cosine * q.z}; };
  s.normal = turned(s.normal);
  s.tangent = turned(s.tangent);
  s.bitangent = turned(s.bitangent);
  return s;
}
