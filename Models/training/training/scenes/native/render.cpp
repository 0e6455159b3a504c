// Renders a scene of solids: 2x2 samples a pixel, each with a shadow ray to the sun, one to an area light and one for
// ambient light; the soft light is blurred within planes, then exposed and mapped to sRGB.
// Plain C interface for ctypes; one thread, so that many pictures can be rendered side by side.
#include <vector>

#include "geometry.h"
#include "patterns.h"

struct Light {  // 21 floats
  float position[3], halfU[3], halfV[3], normal[3], colour[3];
  float low[3], high[3];  // what lies outside this box does not see the light
};

struct View {  // as renderer.py lays it out
  float position[3], right[3], up[3], forward[3], halfWidth, halfHeight;
  float sun[3], sunColour[3], zenith[3], horizon[3], bounce[3], ambient[3];
  float ambientReach;  // how far surroundings darken a point, in metres
  float backdrop, backdropTop[3], backdropBottom[3];
  float key;  // brightness of a medium grey
  float seed, clouds, night, contrast, sunSize, saturation;
};

namespace {

constexpr int SAMPLES = 4;  // a pixel
constexpr int MOST_LIGHTS = 16;
constexpr float UNLIMITED = 1e8f;

// What is gathered in a pixel.  Soft light is kept apart from colour so that it can be blurred without blurring patterns.
struct Pixel {
  Vec3 albedo, direct, soft, point;
};

struct Scene {
  const Solid* solids;
  const Group* groups;
  int groupCount;
  const Material* materials;
  const Light* lights;
  int lightCount;
  const View& view;
  Sky sky;
  Vec3 sunTangent, sunBitangent;
};

Vec3 background(const View& view, Vec3 d, float px, float py) {
  if (view.backdrop == 1) return mix(load(view.backdropTop), load(view.backdropBottom), clamp(py, 0, 1));
  const Vec3 horizon = load(view.horizon);
  const float y = fmaxf(d.y, 0.f), spread = 1.f / (y + 0.18f);
  Vec3 c = mix(horizon, load(view.zenith), powf(y, 0.55f));
  const float noise = fractalNoise(d.x * spread * 1.6f + view.seed, d.z * spread * 1.6f, (int)view.seed);
  const float cover = smoothstep(0.72f - 0.45f * view.clouds, 0.95f - 0.35f * view.clouds, noise) * smoothstep(0.0f, 0.12f, d.y);
  const float light = 0.55f * (horizon.x + horizon.y + horizon.z) / 1.6f + 0.25f;
  const Vec3 cloud = view.night > 0.5f ? horizon * 1.2f : Vec3{0.95f, 0.95f, 0.97f} * light;
  if (view.clouds > 0) c = mix(c, cloud, cover * 0.85f);
  if (view.night < 0.5f) c = c + load(view.sunColour) * (0.05f * powf(fmaxf(dot(d, load(view.sun)), 0.f), 24.f));
  if (view.night > 0.9f && hash((int)floorf(px * 90), (int)floorf(py * 90), (int)view.seed) > 0.985f) c = c + Vec3{0.05f, 0.05f, 0.06f};
  if (d.y < 0) c = mix(horizon, load(view.bounce), clamp(-d.y * 8, 0, 1));
  return c;
}

// Sixteen samples of 2x2 pixels, from the first ray to the pixels' sums.
class Packet {
 public:
  Packet(const Scene& scene, int left, int top, int width, int height) : scene_(scene), left_(left), top_(top), width_(width), height_(height) {}

  void render(Pixel* pixels, float* depth, float* normals, int* ids) {
    castPrimary();
    prepareShading();
    trace(scene_.solids, scene_.groups, scene_.groupCount, sun_, true);
    trace(scene_.solids, scene_.groups, scene_.groupCount, area_, true);
    trace(scene_.solids, scene_.groups, scene_.groupCount, ambient_, true);
    for (int k = 0; k < 4; k++) gather(k, pixels, depth, normals, ids);
  }

 private:
  int pixelX(int lane) const { return left_ + ((lane >> 2) & 1); }
  int pixelY(int lane) const { return top_ + (lane >> 3); }

  void castPrimary() {
    const View& view = scene_.view;
    for (int l = 0; l < LANES; l++) {
      const float sampleX = 0.25f + 0.5f * (l & 1), sampleY = 0.25f + 0.5f * ((l >> 1) & 1);
      const float x = (pixelX(l) + sampleX) / width_ * 2 - 1, y = 1 - (pixelY(l) + sampleY) / height_ * 2;
      direction_[l] = normalized(load(view.forward) + load(view.right) * (x * view.halfWidth) + load(view.up) * (y * view.halfHeight));
      primary_.set(l, load(view.position), direction_[l]);
      primary_.distance[l] = UNLIMITED;
      primary_.solid[l] = -1;
    }
    trace(scene_.solids, scene_.groups, scene_.groupCount, primary_, false);
  }

  void prepareShading() {
    const Vec3 eye = load(scene_.view.position), sun = load(scene_.view.sun);
    for (int l = 0; l < LANES; l++) {
      for (Rays* rays : {&sun_, &area_, &ambient_}) {
        rays->set(l, eye, sun);
        rays->distance[l] = -1;
        rays->solid[l] = -1;
      }
      areaWeight_[l] = 0;
      if (primary_.solid[l] >= 0) prepareHit(l);
    }
  }

  void prepareHit(int l) {
    const View& view = scene_.view;
    const Solid& solid = scene_.solids[primary_.solid[l]];
    const Vec3 hit = load(view.position) + direction_[l] * primary_.distance[l];
    const Surface surface = surfaceAt(solid, hit);
    const float facing = fmaxf(0.15f, -dot(surface.normal, direction_[l]));
    const float footprint = primary_.distance[l] * (2 * view.halfWidth / width_) / sqrtf(facing) * 0.6f;
    shade_[l] = shade(scene_.materials[(int)solid.material], surface.u, surface.v, surface.halfU, surface.halfV, footprint, scene_.sky);
    flat_[l] = surface.normal;
    normal_[l] = normalized(surface.normal - surface.tangent * (shade_[l].slopeU * 0.55f) - surface.bitangent * (shade_[l].slopeV * 0.55f));
    point_[l] = hit + surface.normal * (2e-3f + 1e-4f * primary_.distance[l]);
    const int px = pixelX(l), py = pixelY(l), sample = l & 3, seed = (int)view.seed;
    const float jitter1 = hash(px, py, seed + 11), jitter2 = hash(px, py, seed + 12);
    const float s1 = ((sample & 1) + jitter1) * 0.5f, s2 = ((sample >> 1) + jitter2) * 0.5f;
    aimAtSun(l, s1, s2);
    aimAtLight(l, hit, s1, s2, (sample + (px & 1) + 2 * (py & 1) + (int)(4 * jitter1)));
    aimAround(l, px, py, sample);
  }

  void aimAtSun(int l, float s1, float s2) {
    const View& view = scene_.view;
    const Vec3 sun = load(view.sun);
    if (view.sunColour[0] + view.sunColour[1] + view.sunColour[2] <= 1e-3f || dot(normal_[l], sun) <= 0 || dot(flat_[l], sun) <= 0) return;
    const Vec3 offset = scene_.sunTangent * ((s1 - 0.5f) * view.sunSize) + scene_.sunBitangent * ((s2 - 0.5f) * view.sunSize);
    sun_.set(l, point_[l], normalized(sun + offset));
    sun_.distance[l] = 1e6f;
  }

  void aimAtLight(int l, Vec3 hit, float s1, float s2, int turn) {
    int near[MOST_LIGHTS], count = 0;
    for (int k = 0; k < scene_.lightCount && count < MOST_LIGHTS; k++) {
      const Light& q = scene_.lights[k];
      const bool inside = hit.x >= q.low[0] && hit.y >= q.low[1] && hit.z >= q.low[2] && hit.x <= q.high[0] && hit.y <= q.high[1] && hit.z <= q.high[2];
      if (inside) near[count++] = k;
    }
    if (!count) return;
    const Light& light = scene_.lights[near[turn % count]];
    const Vec3 target = load(light.position) + load(light.halfU) * (2 * s2 - 1) + load(light.halfV) * (2 * s1 - 1);
    const Vec3 way = target - point_[l];
    const float squared = dot(way, way), length = sqrtf(squared);
    const Vec3 toLight = way * (1 / length), lightNormal = load(light.normal);
    const float received = dot(normal_[l], toLight);
    const float emitted = dot(lightNormal, lightNormal) > 0.5f ? fmaxf(0.f, -dot(lightNormal, toLight)) : 1.f;
    if (received <= 0 || emitted <= 0) return;
    areaWeight_[l] = received * emitted * count / (squared + 0.12f);
    areaColour_[l] = load(light.colour);
    area_.set(l, point_[l], toLight);
    area_.distance[l] = length - 0.02f;
  }

  void aimAround(int l, int px, int py, int sample) {
    const int seed = (int)scene_.view.seed;
    const float j1 = fraction(((px & 3) + 4 * (py & 3)) / 16.f + 0.37f * hash(px >> 2, py >> 2, seed + 13));
    const float j2 = fraction(((px * 5 + py * 3) & 15) / 16.f + 0.37f * hash(px >> 2, py >> 2, seed + 14));
    const float g1 = ((sample & 1) + j1) * 0.5f, angle = 6.2831853f * ((sample >> 1) + j2) * 0.5f, radius = sqrtf(g1);
    const Vec3 n = flat_[l], axis = fabsf(n.y) < 0.9f ? Vec3{0, 1, 0} : Vec3{1, 0, 0};
    const Vec3 t = normalized(cross(n, axis)), b = cross(n, t);
    const Vec3 d = t * (radius * cosf(angle)) + b * (radius * sinf(angle)) + n * sqrtf(fmaxf(0.02f, 1 - g1));
    ambient_.set(l, point_[l], normalized(d));
    ambient_.distance[l] = scene_.view.ambientReach * 1.6f;
  }

  Vec3 ambientLight(int l) const {
    const View& view = scene_.view;
    const float fromBelow = clamp((0.5f + 0.5f * normal_[l].y) * 1.15f, 0, 1);
    const Vec3 open = load(view.ambient) * mix(load(view.bounce), Vec3{1, 1, 1}, fromBelow);
    if (ambient_.solid[l] < 0) return open;
    const Material& m = scene_.materials[(int)scene_.solids[ambient_.solid[l]].material];
    const Vec3 bounced = m.mean() * open * 0.85f + m.first() * ((int)m.pattern == LAMP ? 0.08f * m.emission : 0.f);
    const float share = smoothstep(0.f, 1.f, ambient_.distance[l] / (view.ambientReach * 1.6f));
    return mix(bounced, open, share * share);
  }

  Vec3 directLight(int l) const {
    const View& view = scene_.view;
    const Shade& s = shade_[l];
    const Vec3 n = normal_[l], viewer = direction_[l] * -1.f, tint = mix(Vec3{1, 1, 1}, s.albedo, s.metal);
    Vec3 c = s.emission;
    if (sun_.solid[l] < 0 && sun_.distance[l] > 0) {
      const Vec3 sun = load(view.sun), sunColour = load(view.sunColour);
      const float received = fmaxf(0.f, dot(n, sun));
      c = c + s.albedo * sunColour * (received * (1 - s.metal * 0.7f));
      if (s.gloss > 0) {
        const float highlight = powf(fmaxf(0.f, dot(n, normalized(sun + viewer))), 8 + 120 * s.gloss) * s.gloss * 1.2f;
        c = c + sunColour * tint * (highlight * received);
      }
    }
    if (areaWeight_[l] > 0 && area_.solid[l] < 0 && s.gloss > 0) {
      const Vec3 half = normalized(Vec3{area_.dx[l], area_.dy[l], area_.dz[l]} + viewer);
      c = c + areaColour_[l] * tint * (powf(fmaxf(0.f, dot(n, half)), 6 + 60 * s.gloss) * s.gloss * 0.22f * areaWeight_[l]);
    }
    if (s.gloss > 0.02f) {
      const Vec3 mirrored = direction_[l] - n * (2 * dot(direction_[l], n));
      const float fresnel = 0.04f + 0.96f * powf(1 - clamp(dot(n, viewer), 0, 1), 5.f);
      const Vec3 above = mix(load(view.horizon), load(view.zenith), clamp(mirrored.y, 0, 1)) * 0.4f + load(view.ambient) * 0.6f;
      const Vec3 surroundings = mix(load(view.bounce) * load(view.ambient), above, smoothstep(-0.15f, 0.25f, mirrored.y));
      c = c + surroundings * tint * (s.gloss * mix(fresnel, 0.75f, s.metal));
    }
    return c;
  }

  void gather(int k, Pixel* pixels, float* depth, float* normals, int* ids) const {
    const int px = left_ + (k & 1), py = top_ + (k >> 1);
    if (px >= width_ || py >= height_) return;
    Pixel sum{};
    int hits = 0;
    for (int l = k * SAMPLES; l < (k + 1) * SAMPLES; l++) {
      if (primary_.solid[l] < 0) {
        sum.direct = sum.direct + background(scene_.view, direction_[l], px / (float)width_, py / (float)height_);
        continue;
      }
      hits++;
      Vec3 soft = ambientLight(l);
      if (areaWeight_[l] > 0 && area_.solid[l] < 0) soft = soft + areaColour_[l] * areaWeight_[l];
      sum.albedo = sum.albedo + shade_[l].albedo * (1 - 0.75f * shade_[l].metal);
      sum.soft = sum.soft + soft;
      sum.direct = sum.direct + directLight(l);
    }
    const int i = py * width_ + px, first = k * SAMPLES;
    const bool hit = primary_.solid[first] >= 0;
    pixels[i].albedo = sum.albedo * (1.f / SAMPLES);
    pixels[i].direct = sum.direct * (1.f / SAMPLES);
    pixels[i].soft = hits ? sum.soft * (1.f / hits) : Vec3{0, 0, 0};
    pixels[i].point = hit ? point_[first] : load(scene_.view.position);
    depth[i] = hit ? dot(direction_[first], load(scene_.view.forward)) * primary_.distance[first] : 0.f;
    ids[i] = primary_.solid[first];
    const Vec3 n = hit ? flat_[first] : Vec3{0, 0, 0};
    normals[3 * i] = n.x, normals[3 * i + 1] = n.y, normals[3 * i + 2] = n.z;
  }

  const Scene& scene_;
  const int left_, top_, width_, height_;
  Rays primary_, sun_, area_, ambient_;
  Vec3 direction_[LANES], point_[LANES], flat_[LANES], normal_[LANES], areaColour_[LANES];
  Shade shade_[LANES];
  float areaWeight_[LANES];
};

// Averages the soft light over neighbours in the same plane, along rows and columns, near and then wide.
void blurSoftLight(std::vector<Pixel>& pixels, const float* depth, const float* normals, const int* ids, int width, int height) {
  constexpr int RADIUS = 4;
  std::vector<Vec3> blurred(pixels.size());
  for (int pass = 0; pass < 4; pass++) {
    const bool vertical = pass & 1;
    const int stride = pass >= 2 ? 2 : 1;
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        const int i = y * width + x;
        blurred[i] = pixels[i].soft;
        if (ids[i] < 0) continue;
        const Vec3 here = pixels[i].point, n = load(normals + 3 * i);
        const float tolerance = 0.012f * depth[i] + 0.01f;
        Vec3 sum{0, 0, 0};
        float weights = 0;
        for (int k = -RADIUS; k <= RADIUS; k++) {
          const int xx = vertical ? x : x + k * stride, yy = vertical ? y + k * stride : y;
          if (xx < 0 || yy < 0 || xx >= width || yy >= height) continue;
          const int j = yy * width + xx;
          if (ids[j] < 0) continue;
          const Vec3 away = pixels[j].point - here;
          const bool samePlane = fabsf(dot(away, n)) < tolerance && dot(n, load(normals + 3 * j)) > 0.8f && dot(away, away) < 0.25f;
          const float weight = samePlane ? 1.f - 0.15f * (k < 0 ? -k : k) : 0.f;
          sum = sum + pixels[j].soft * weight;
          weights += weight;
        }
        if (weights > 0) blurred[i] = sum * (1 / weights);
      }
    }
    for (size_t i = 0; i < pixels.size(); i++) pixels[i].soft = blurred[i];
  }
}

// Exposes for the light more than for what it falls on, so that black walls stay black and white ones white.
float exposure(const std::vector<Pixel>& pixels, const int* ids, float key) {
  double sum = 0;
  int count = 0;
  for (size_t i = 0; i < pixels.size(); i++) {
    if (ids[i] < 0) continue;
    const float seen = brightness(pixels[i].albedo * pixels[i].soft + pixels[i].direct);
    sum += logf(seen + 2e-3f) - 0.7f * logf((brightness(pixels[i].albedo) + 0.06f) / 0.36f);
    count++;
  }
  return count > 50 ? clamp(expf((float)(-sum / count)) * key, 0.15f, 6.f) : 1.f;
}

uint8_t toSRGB(float x, float contrast) {
  x = fmaxf(0.f, x);
  x = fminf(x * (1 + x / 9.f) / (1 + x * 0.92f), 1.f);  // a soft shoulder
  x = x <= 0.0031308f ? 12.92f * x : 1.055f * powf(x, 1 / 2.4f) - 0.055f;
  x = mix(x, x * x * (3 - 2 * x), contrast);
  return (uint8_t)clamp(x * 255 + 0.5f, 0, 255);
}

}  // namespace

extern "C" int render(const float* solids, const float* groups, int groupCount, const float* materials, const float* lights, int lightCount,
                      const float* viewData, int width, int height, uint8_t* rgb, float* depth, float* normals, int* ids) {
  const View& view = *(const View*)viewData;
  const Vec3 sun = load(view.sun), sunTangent = normalized(cross(sun, {0.31f, 0.2f, 0.93f}));
  const Scene scene{(const Solid*)solids, (const Group*)groups, groupCount, (const Material*)materials, (const Light*)lights, lightCount, view,
                    Sky{load(view.horizon), load(view.zenith), view.night}, sunTangent, cross(sun, sunTangent)};
  std::vector<Pixel> pixels((size_t)width * height);
  for (int y = 0; y < height; y += 2)
    for (int x = 0; x < width; x += 2) Packet(scene, x, y, width, height).render(pixels.data(), depth, normals, ids);
  blurSoftLight(pixels, depth, normals, ids, width, height);
  const float exposed = exposure(pixels, ids, view.key);
  for (size_t i = 0; i < pixels.size(); i++) {
    const Vec3 c = (pixels[i].albedo * pixels[i].soft + pixels[i].direct) * exposed;
    const float grey = brightness(c), channels[3] = {c.x, c.y, c.z};
    for (int k = 0; k < 3; k++) rgb[3 * i + k] = toSRGB(grey + (channels[k] - grey) * view.saturation, view.contrast);
  }
  return 0;
}
