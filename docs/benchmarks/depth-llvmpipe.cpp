// Depth pictures by Mesa's software rasterizer through EGL, for docs/benchmarks/depth.py.
//
// depth-llvmpipe MESH.ply THREADS ROUNDS SIZE FOV (EYE TARGET UP)...
// As depth-embree: one line of JSON, the time of one picture for every camera. The mesh lies in buffers; a picture is
// cleared, drawn as linear depth into a Float32 target, and read back.
#include <EGL/egl.h>
#include <EGL/eglext.h>
#define GL_GLEXT_PROTOTYPES
#include <GL/glcorearb.h>

#include <chrono>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>
#include <vector>

static double milliseconds() {
    return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

[[noreturn]] static void fail(const char *what) {
    std::fprintf(stderr, "depth-llvmpipe: %s\n", what);
    std::exit(1);
}

static void makeContext() {
    setenv("LIBGL_ALWAYS_SOFTWARE", "1", 1);
    setenv("GALLIUM_DRIVER", "llvmpipe", 1);
    auto getDisplay = PFNEGLGETPLATFORMDISPLAYEXTPROC(eglGetProcAddress("eglGetPlatformDisplayEXT"));
    if (!getDisplay) fail("EGL knows no platforms");
    EGLDisplay display = getDisplay(EGL_PLATFORM_SURFACELESS_MESA, EGL_DEFAULT_DISPLAY, nullptr);
    if (!eglInitialize(display, nullptr, nullptr) || !eglBindAPI(EGL_OPENGL_API)) fail("EGL does not start");
    const EGLint wanted[] = {EGL_RENDERABLE_TYPE, EGL_OPENGL_BIT, EGL_SURFACE_TYPE, EGL_PBUFFER_BIT, EGL_NONE};
    EGLConfig config = nullptr;
    EGLint count = 0;
    eglChooseConfig(display, wanted, &config, 1, &count);
    const EGLint version[] = {EGL_CONTEXT_MAJOR_VERSION, 3, EGL_CONTEXT_MINOR_VERSION, 3, EGL_NONE};
    EGLContext context = eglCreateContext(display, count ? config : nullptr, EGL_NO_CONTEXT, version);
    if (!eglMakeCurrent(display, EGL_NO_SURFACE, EGL_NO_SURFACE, context)) fail("there is no OpenGL 3.3");
    if (!std::strstr(reinterpret_cast<const char *>(glGetString(GL_RENDERER)), "llvmpipe")) fail("not llvmpipe");
}

static GLuint shader(GLenum kind, const char *text) {
    GLuint name = glCreateShader(kind);
    glShaderSource(name, 1, &text, nullptr);
    glCompileShader(name);
    return name;
}

static void useProgram() {
    GLuint program = glCreateProgram();
    glAttachShader(program, shader(GL_VERTEX_SHADER,
                                   "#version 330\nuniform mat4 view;\n"
                                   "layout(location = 0) in vec3 position; out float depth;\n"
                                   "void main() { gl_Position = view * vec4(position, 1.0); depth = gl_Position.w; }"));
    glAttachShader(program, shader(GL_FRAGMENT_SHADER,
                                   "#version 330\nin float depth; out float result;\nvoid main() { result = depth; }"));
    glLinkProgram(program);
    GLint linked = 0;
    glGetProgramiv(program, GL_LINK_STATUS, &linked);
    if (!linked) fail("the shaders do not link");
    glUseProgram(program);
}

/// Reads the mesh into buffers and returns the number of indices.
static GLsizei upload(const char *path) {
    FILE *file = std::fopen(path, "rb");
    if (!file) fail("the mesh cannot be read");
    size_t vertexCount = 0, triangleCount = 0;
    char line[256];
    while (std::fgets(line, sizeof line, file) && std::strncmp(line, "end_header", 10) != 0) {
        std::sscanf(line, "element vertex %zu", &vertexCount);
        std::sscanf(line, "element face %zu", &triangleCount);
    }
    std::vector<char> positions(12 * vertexCount), faces(13 * triangleCount), indices(12 * triangleCount);
    if (std::fread(positions.data(), 12, vertexCount, file) != vertexCount) fail("the mesh is cut short");
    if (std::fread(faces.data(), 13, triangleCount, file) != triangleCount) fail("the mesh is cut short");
    std::fclose(file);
    for (size_t face = 0; face < triangleCount; face++) std::memcpy(&indices[12 * face], &faces[13 * face + 1], 12);
    GLuint array, buffers[2];
    glGenVertexArrays(1, &array);
    glBindVertexArray(array);
    glGenBuffers(2, buffers);
    glBindBuffer(GL_ARRAY_BUFFER, buffers[0]);
    glBufferData(GL_ARRAY_BUFFER, positions.size(), positions.data(), GL_STATIC_DRAW);
    glEnableVertexAttribArray(0);
    glVertexAttribPointer(0, 3, GL_FLOAT, GL_FALSE, 0, nullptr);
    glBindBuffer(GL_ELEMENT_ARRAY_BUFFER, buffers[1]);
    glBufferData(GL_ELEMENT_ARRAY_BUFFER, indices.size(), indices.data(), GL_STATIC_DRAW);
    return GLsizei(3 * triangleCount);
}

static void makeTarget(int size) {
    GLuint target, images[2];
    glGenFramebuffers(1, &target);
    glBindFramebuffer(GL_FRAMEBUFFER, target);
    glGenRenderbuffers(2, images);
    glBindRenderbuffer(GL_RENDERBUFFER, images[0]);
    glRenderbufferStorage(GL_RENDERBUFFER, GL_R32F, size, size);
    glFramebufferRenderbuffer(GL_FRAMEBUFFER, GL_COLOR_ATTACHMENT0, GL_RENDERBUFFER, images[0]);
    glBindRenderbuffer(GL_RENDERBUFFER, images[1]);
    glRenderbufferStorage(GL_RENDERBUFFER, GL_DEPTH_COMPONENT32F, size, size);
    glFramebufferRenderbuffer(GL_FRAMEBUFFER, GL_DEPTH_ATTACHMENT, GL_RENDERBUFFER, images[1]);
    if (glCheckFramebufferStatus(GL_FRAMEBUFFER) != GL_FRAMEBUFFER_COMPLETE) fail("there is no Float32 target");
    glViewport(0, 0, size, size);
    glEnable(GL_DEPTH_TEST);
    glClearColor(0, 0, 0, 0);
}

/// Projection times view, column by column.
static std::vector<float> matrix(const double *n, double fieldOfView) {
    const double near = 0.05, far = 500;
    double forward[3], right[3], up[3], length = 0;
    for (int k = 0; k < 3; k++) forward[k] = n[3 + k] - n[k], length += forward[k] * forward[k];
    for (double &value : forward) value /= std::sqrt(length);
    auto cross = [](const double *a, const double *b, double *result) {
        for (int k = 0; k < 3; k++) result[k] = a[(k + 1) % 3] * b[(k + 2) % 3] - a[(k + 2) % 3] * b[(k + 1) % 3];
    };
    cross(forward, n + 6, right);
    length = std::sqrt(right[0] * right[0] + right[1] * right[1] + right[2] * right[2]);
    for (double &value : right) value /= length;
    cross(right, forward, up);
    double scale = 1 / std::tan(fieldOfView * M_PI / 360), offset[3] = {0, 0, 0};
    for (int k = 0; k < 3; k++) {
        offset[0] -= right[k] * n[k];
        offset[1] -= up[k] * n[k];
        offset[2] -= forward[k] * n[k];
    }
    std::vector<float> result(16);
    for (int column = 0; column < 4; column++) {
        double along = column < 3 ? forward[column] : offset[2];
        result[4 * column] = float(scale * (column < 3 ? right[column] : offset[0]));
        result[4 * column + 1] = float(scale * (column < 3 ? up[column] : offset[1]));
        result[4 * column + 2] = float(along * (far + near) / (far - near) - (column == 3 ? 2 * far * near / (far - near) : 0));
        result[4 * column + 3] = float(along);
    }
    return result;
}

int main(int count, char **arguments) {
    if (count < 15 || (count - 6) % 9 != 0) return 64;
    setenv("LP_NUM_THREADS", arguments[2], 1);
    int rounds = std::atoi(arguments[3]), size = std::atoi(arguments[4]);
    makeContext();
    useProgram();
    GLsizei indexCount = upload(arguments[1]);
    makeTarget(size);
    std::printf("{\"frames\": [");
    for (int first = 6; first < count; first += 9) {
        double n[9];
        for (int index = 0; index < 9; index++) n[index] = std::atof(arguments[first + index]);
        glUniformMatrix4fv(0, 1, GL_FALSE, matrix(n, std::atof(arguments[5])).data());
        std::vector<float> depths(size_t(size) * size);
        double best = 1e30, sum = 0;
        for (int round = 0; round < 3 * rounds; round++) {
            double begin = milliseconds();
            glClear(GL_COLOR_BUFFER_BIT | GL_DEPTH_BUFFER_BIT);
            glDrawElements(GL_TRIANGLES, indexCount, GL_UNSIGNED_INT, nullptr);
            glReadPixels(0, 0, size, size, GL_RED, GL_FLOAT, depths.data());
            best = std::min(best, milliseconds() - begin);
        }
        size_t hits = 0;
        for (float depth : depths)
            if (depth > 0) hits++, sum += depth;
        std::printf("%s{\"time\": %.4f, \"hit\": %.6f, \"meanDepth\": %.6f}", first > 6 ? ", " : "", best,
                    hits / double(depths.size()), hits ? sum / hits : 0);
    }
    std::printf("]}\n");
    return 0;
}
