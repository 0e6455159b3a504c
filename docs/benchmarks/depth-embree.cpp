// Depth pictures by ray tracing with Embree 3, for docs/benchmarks/depth.py.
//
// depth-embree MESH.ply THREADS ROUNDS SIZE FOV (EYE TARGET UP)...
// A point is three numbers; the mesh is a binary PLY of float positions and triangles alone. Prints one line of
// JSON: the time to build the hierarchy and, for every camera, the time of one picture of SIZE x SIZE pixels.
#include <embree3/rtcore.h>
#include <pmmintrin.h>
#include <xmmintrin.h>

#include <atomic>
#include <chrono>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <limits>
#include <string>
#include <thread>
#include <vector>

struct Vector {
    float x, y, z;
    Vector operator-(Vector o) const { return {x - o.x, y - o.y, z - o.z}; }
    Vector normalized() const {
        float n = std::sqrt(x * x + y * y + z * z);
        return {x / n, y / n, z / n};
    }
    Vector cross(Vector o) const { return {y * o.z - z * o.y, z * o.x - x * o.z, x * o.y - y * o.x}; }
};

struct Mesh {
    std::vector<float> positions;
    std::vector<uint32_t> indices;
    size_t vertexCount = 0, triangleCount = 0;

    explicit Mesh(const char *path) {
        FILE *file = std::fopen(path, "rb");
        if (!file) std::exit(1);
        char line[256];
        while (std::fgets(line, sizeof line, file) && std::strncmp(line, "end_header", 10) != 0) {
            std::sscanf(line, "element vertex %zu", &vertexCount);
            std::sscanf(line, "element face %zu", &triangleCount);
        }
        positions.resize(3 * vertexCount + 4);  // Embree reads 16 bytes at the last vertex.
        indices.resize(3 * triangleCount);
        std::vector<char> faces(13 * triangleCount);
        if (std::fread(positions.data(), 12, vertexCount, file) != vertexCount) std::exit(1);
        if (std::fread(faces.data(), 13, triangleCount, file) != triangleCount) std::exit(1);
        for (size_t face = 0; face < triangleCount; face++)
            std::memcpy(&indices[3 * face], &faces[13 * face + 1], 12);
        std::fclose(file);
    }
};

struct View {
    Vector eye, forward, right, up;
    float slope;

    View(Vector eye, Vector target, Vector vertical, float fieldOfView)
        : eye(eye), forward((target - eye).normalized()), right(forward.cross(vertical).normalized()),
          up(right.cross(forward)), slope(std::tan(fieldOfView * float(M_PI) / 360)) {}
};

static double milliseconds() {
    return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

/// Four by four pixels, whose rays are not normalised, so that the distance along them is the depth.
static void trace(RTCScene scene, const View &view, int size, int left, int top, float *depths) {
    alignas(64) int valid[16];
    alignas(64) RTCRayHit16 packet;
    RTCIntersectContext context;
    rtcInitIntersectContext(&context);
    context.flags = RTC_INTERSECT_CONTEXT_FLAG_COHERENT;
    for (int lane = 0; lane < 16; lane++) {
        float a = (2 * (left + lane % 4 + 0.5f) / size - 1) * view.slope;
        float b = (1 - 2 * (top + lane / 4 + 0.5f) / size) * view.slope;
        valid[lane] = -1;
        packet.ray.org_x[lane] = view.eye.x;
        packet.ray.org_y[lane] = view.eye.y;
        packet.ray.org_z[lane] = view.eye.z;
        packet.ray.dir_x[lane] = view.forward.x + a * view.right.x + b * view.up.x;
        packet.ray.dir_y[lane] = view.forward.y + a * view.right.y + b * view.up.y;
        packet.ray.dir_z[lane] = view.forward.z + a * view.right.z + b * view.up.z;
        packet.ray.tnear[lane] = 0;
        packet.ray.tfar[lane] = std::numeric_limits<float>::infinity();
        packet.ray.time[lane] = 0;
        packet.ray.mask[lane] = 0xFFFFFFFFu;
        packet.ray.flags[lane] = 0;
        packet.ray.id[lane] = lane;
        packet.hit.geomID[lane] = RTC_INVALID_GEOMETRY_ID;
        packet.hit.instID[0][lane] = RTC_INVALID_GEOMETRY_ID;
    }
    rtcIntersect16(valid, scene, &context, &packet);
    for (int lane = 0; lane < 16; lane++)
        depths[size_t(top + lane / 4) * size + left + lane % 4] = packet.ray.tfar[lane];
}

static double picture(RTCScene scene, const View &view, int size, int threads, float *depths) {
    const int tile = 32, columns = size / tile;
    double begin = milliseconds();
    std::atomic<int> next{0};
    auto work = [&] {
        _MM_SET_FLUSH_ZERO_MODE(_MM_FLUSH_ZERO_ON);
        _MM_SET_DENORMALS_ZERO_MODE(_MM_DENORMALS_ZERO_ON);
        for (int index; (index = next++) < columns * columns;)
            for (int y = 0; y < tile; y += 4)
                for (int x = 0; x < tile; x += 4)
                    trace(scene, view, size, index % columns * tile + x, index / columns * tile + y, depths);
    };
    std::vector<std::thread> helpers;
    for (int helper = 1; helper < threads; helper++) helpers.emplace_back(work);
    work();
    for (auto &helper : helpers) helper.join();
    return milliseconds() - begin;
}

int main(int count, char **arguments) {
    if (count < 15 || (count - 6) % 9 != 0) return 64;
    Mesh mesh(arguments[1]);
    int threads = std::atoi(arguments[2]), rounds = std::atoi(arguments[3]), size = std::atoi(arguments[4]);
    if (size % 32 != 0) return 64;
    RTCDevice device = rtcNewDevice(("threads=" + std::to_string(threads)).c_str());
    RTCScene scene = nullptr;
    double build = 1e30;
    for (int round = 0; round < rounds; round++) {
        if (scene) rtcReleaseScene(scene);
        double begin = milliseconds();
        scene = rtcNewScene(device);
        RTCGeometry geometry = rtcNewGeometry(device, RTC_GEOMETRY_TYPE_TRIANGLE);
        rtcSetSharedGeometryBuffer(geometry, RTC_BUFFER_TYPE_VERTEX, 0, RTC_FORMAT_FLOAT3, mesh.positions.data(), 0,
                                   12, mesh.vertexCount);
        rtcSetSharedGeometryBuffer(geometry, RTC_BUFFER_TYPE_INDEX, 0, RTC_FORMAT_UINT3, mesh.indices.data(), 0, 12,
                                   mesh.triangleCount);
        rtcCommitGeometry(geometry);
        rtcAttachGeometry(scene, geometry);
        rtcReleaseGeometry(geometry);
        rtcCommitScene(scene);
        build = std::min(build, milliseconds() - begin);
    }
    std::printf("{\"build\": %.4f, \"frames\": [", build);
    for (int first = 6; first < count; first += 9) {
        float n[9];
        for (int index = 0; index < 9; index++) n[index] = float(std::atof(arguments[first + index]));
        View view({n[0], n[1], n[2]}, {n[3], n[4], n[5]}, {n[6], n[7], n[8]}, float(std::atof(arguments[5])));
        std::vector<float> depths(size_t(size) * size);
        double best = 1e30, sum = 0;
        for (int round = 0; round < 3 * rounds; round++)
            best = std::min(best, picture(scene, view, size, threads, depths.data()));
        size_t hits = 0;
        for (float depth : depths)
            if (std::isfinite(depth)) hits++, sum += depth;
        std::printf("%s{\"time\": %.4f, \"hit\": %.6f, \"meanDepth\": %.6f}", first > 6 ? ", " : "", best,
                    hits / double(depths.size()), hits ? sum / hits : 0);
    }
    std::printf("]}\n");
    return 0;
}
