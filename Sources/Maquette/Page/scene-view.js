"use strict";
/// A textured scene in WebGL, seen through a camera of a run and turned by hand.
const SceneView = (() => {
  const add = (a, b) => a.map((value, i) => value + b[i]);
  const subtract = (a, b) => a.map((value, i) => value - b[i]);
  const scale = (a, s) => a.map((value) => value * s);
  const dot = (a, b) => a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
  const cross = (a, b) => [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]];
  const unit = (a) => scale(a, 1 / Math.hypot(...a));
  const turned = (vector, axis, angle) => {
    const [c, s] = [Math.cos(angle), Math.sin(angle)];
    return add(add(scale(vector, c), scale(cross(axis, vector), s)), scale(axis, dot(axis, vector) * (1 - c)));
  };
  const bytes = (text) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0)).buffer;

  const vertexSource = `#version 300 es
    in vec3 place; in vec2 coordinate; uniform mat4 view; uniform vec3 lower, size; out vec2 at;
    void main() { at = vec2(coordinate.x, 1.0 - coordinate.y); gl_Position = view * vec4(lower + size * place, 1.0); }`;
  const fragmentSource = `#version 300 es
    precision mediump float;
    in vec2 at; uniform sampler2D picture; uniform vec4 plain; out vec4 color;
    void main() { color = vec4(mix(texture(picture, at).rgb, plain.rgb, plain.a), 1.0); }`;

  class SceneView {
    /// Draws a mesh as PageMesh encodes it; the button brings the camera back to the lens.
    constructor(canvas, mesh, resetButton) {
      this.canvas = canvas;
      this.mesh = mesh;
      const gl = canvas.getContext("webgl2", { antialias: true, preserveDrawingBuffer: true });
      if (!gl) throw new Error("This browser does not draw in 3D.");
      this.gl = gl;
      this.center = scale(add(mesh.lower, mesh.upper), 0.5);
      this.radius = Math.hypot(...subtract(mesh.upper, mesh.lower)) / 2 || 1;
      this.textures = new Map();
      canvas.dataset.textures = "loading";
      // What a canvas is called is not read aloud everywhere unless it is said to be a picture.
      canvas.setAttribute("role", "img");
      this.prepare();
      this.ending = new AbortController();
      this.listen(resetButton);
      this.sizes = new ResizeObserver(() => this.draw());
      this.sizes.observe(canvas);
    }

    /// Lets go of the page, which may then remove the canvas: it shows nothing any more.
    dispose() {
      this.ending.abort();
      this.sizes.disconnect();
      this.cell = undefined;
      // Browsers allow few contexts at a time, and keep those of removed canvases for a while.
      const losing = this.gl.getExtension("WEBGL_lose_context");
      if (losing) losing.loseContext();
    }

    prepare() {
      const { gl, mesh } = this;
      this.program = gl.createProgram();
      for (const [kind, source] of [[gl.VERTEX_SHADER, vertexSource], [gl.FRAGMENT_SHADER, fragmentSource]]) {
        const shader = gl.createShader(kind);
        gl.shaderSource(shader, source);
        gl.compileShader(shader);
        if (!gl.getShaderParameter(shader, gl.COMPILE_STATUS)) throw new Error(gl.getShaderInfoLog(shader));
        gl.attachShader(this.program, shader);
      }
      gl.linkProgram(this.program);
      gl.useProgram(this.program);
      gl.bindBuffer(gl.ARRAY_BUFFER, gl.createBuffer());
      gl.bufferData(gl.ARRAY_BUFFER, bytes(mesh.vertices), gl.STATIC_DRAW);
      gl.bindBuffer(gl.ELEMENT_ARRAY_BUFFER, gl.createBuffer());
      gl.bufferData(gl.ELEMENT_ARRAY_BUFFER, bytes(mesh.indices), gl.STATIC_DRAW);
      for (const [name, count, offset] of [["place", 3, 0], ["coordinate", 2, 6]]) {
        const slot = gl.getAttribLocation(this.program, name);
        gl.enableVertexAttribArray(slot);
        gl.vertexAttribPointer(slot, count, gl.UNSIGNED_SHORT, true, 12, offset);
      }
      this.uniforms = Object.fromEntries(["view", "lower", "size", "plain"].map((name) => [name, gl.getUniformLocation(this.program, name)]));
      gl.uniform3fv(this.uniforms.lower, mesh.lower);
      gl.uniform3fv(this.uniforms.size, subtract(mesh.upper, mesh.lower));
      gl.enable(gl.DEPTH_TEST);
    }

    show(cell) {
      this.cell = cell;
      this.canvas.style.aspectRatio = cell.camera.size[0] + " / " + cell.camera.size[1];
      const wanted = this.textures.get(cell.name) || cell.textures.map((source) => this.load(source));
      this.textures.set(cell.name, wanted);
      if (this.isTurned) this.draw(); else this.reset();
    }

    /// Looks through the lens of the cell.
    reset() {
      const camera = this.cell.camera;
      this.isTurned = false;
      this.position = camera.position;
      this.backward = unit(subtract(camera.position, camera.target));
      this.up = unit(subtract(camera.up, scale(this.backward, dot(camera.up, this.backward))));
      this.pivot = subtract(this.position, scale(this.backward, Math.max(dot(subtract(this.position, this.center), this.backward), 0.05 * this.radius)));
      this.draw();
    }

    load(source) {
      const { gl } = this;
      const texture = gl.createTexture();
      const image = new Image();
      image.onload = () => {
        if (this.ending.signal.aborted) return;
        gl.bindTexture(gl.TEXTURE_2D, texture);
        gl.texImage2D(gl.TEXTURE_2D, 0, gl.RGB, gl.RGB, gl.UNSIGNED_BYTE, image);
        gl.generateMipmap(gl.TEXTURE_2D);
        gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_MIN_FILTER, gl.LINEAR_MIPMAP_LINEAR);
        texture.isLoaded = true;
        this.draw();
      };
      image.src = source;
      return texture;
    }

    viewMatrix() {
      const camera = this.cell.camera;
      const right = cross(this.up, this.backward);
      const distance = Math.hypot(...subtract(this.position, this.center));
      const near = Math.max(distance - 1.5 * this.radius, 0.002 * this.radius);
      const far = distance + 1.5 * this.radius;
      const x = (2 * camera.focalLength) / camera.sensor[0];
      const y = (x * camera.size[0]) / camera.size[1];
      const [depth, shift] = [(near + far) / (near - far), (2 * near * far) / (near - far)];
      const rows = [scale(right, x), scale(this.up, y), scale(this.backward, depth), scale(this.backward, -1)];
      const columns = [0, 1, 2].map((axis) => rows.map((row) => row[axis]));
      const moved = rows.map((row, index) => -dot(row, this.position) + (index === 2 ? shift : 0));
      return new Float32Array([...columns.flat(), ...moved]);
    }

    draw() {
      const { gl, canvas, mesh } = this;
      if (!this.cell || !this.position) return;
      const textures = this.textures.get(this.cell.name);
      const ratio = Math.min(devicePixelRatio || 1, 2);
      canvas.width = Math.max(1, Math.round(canvas.clientWidth * ratio));
      canvas.height = Math.max(1, Math.round(canvas.clientHeight * ratio));
      gl.viewport(0, 0, canvas.width, canvas.height);
      gl.clearColor(...this.background(), 1);
      gl.clear(gl.COLOR_BUFFER_BIT | gl.DEPTH_BUFFER_BIT);
      gl.uniformMatrix4fv(this.uniforms.view, false, this.viewMatrix());
      for (const part of mesh.parts) {
        const texture = part.texture === undefined ? undefined : textures[part.texture];
        const isPictured = texture && texture.isLoaded;
        gl.bindTexture(gl.TEXTURE_2D, isPictured ? texture : null);
        gl.uniform4f(this.uniforms.plain, ...(part.texture === undefined ? part.color : [0.8, 0.8, 0.8]), isPictured ? 0 : 1);
        gl.drawElements(gl.TRIANGLES, part.count, gl.UNSIGNED_INT, part.start * 4);
      }
      // Tests wait for it: the textures come some time after the mesh.
      canvas.dataset.textures = textures.every((texture) => texture.isLoaded) ? "loaded" : "loading";
    }

    /// The page's own colour behind the scene.
    background() {
      const [, ...digits] = /(\w\w)(\w\w)(\w\w)/.exec(getComputedStyle(document.documentElement).getPropertyValue("--stage"));
      return digits.map((pair) => parseInt(pair, 16) / 255);
    }

    turn(across, down) {
      this.isTurned = true;
      const arm = subtract(this.position, this.pivot);
      const right = cross(this.up, this.backward);
      const rotate = (vector) => turned(turned(vector, right, down), this.worldUp(), across);
      this.position = add(this.pivot, rotate(arm));
      [this.backward, this.up] = [unit(rotate(this.backward)), unit(rotate(this.up))];
      this.draw();
    }

    /// The scene's up: the axis of the camera's up that is largest.
    worldUp() {
      const up = this.cell.camera.up;
      const axis = [0, 1, 2].reduce((best, i) => (Math.abs(up[i]) > Math.abs(up[best]) ? i : best), 0);
      return [0, 1, 2].map((i) => (i === axis ? Math.sign(up[i]) : 0));
    }

    move(factor) {
      this.isTurned = true;
      this.position = add(this.pivot, scale(subtract(this.position, this.pivot), factor));
      this.draw();
    }

    listen(resetButton) {
      const { canvas } = this;
      const { signal } = this.ending;
      // Not passive: the page would scroll by the wheel that moves the camera.
      const on = (target, type, action) => target.addEventListener(type, action, { signal, passive: false });
      on(canvas, "pointerdown", (event) => { canvas.setPointerCapture(event.pointerId); this.last = [event.clientX, event.clientY]; });
      on(canvas, "pointerup", () => { this.last = undefined; });
      on(canvas, "pointermove", (event) => {
        if (!this.last) return;
        this.turn((this.last[0] - event.clientX) * 0.008, (this.last[1] - event.clientY) * 0.008);
        this.last = [event.clientX, event.clientY];
      });
      on(canvas, "wheel", (event) => { event.preventDefault(); this.move(Math.exp(Math.sign(event.deltaY) * 0.08)); });
      on(canvas, "keydown", (event) => {
        const action = {
          ArrowLeft: () => this.turn(-0.1, 0), ArrowRight: () => this.turn(0.1, 0), ArrowUp: () => this.turn(0, -0.1), ArrowDown: () => this.turn(0, 0.1),
          "+": () => this.move(0.92), "=": () => this.move(0.92), "-": () => this.move(1.08), Home: () => this.reset(),
        }[event.key];
        if (action) { event.preventDefault(); action(); }
      });
      on(resetButton, "click", () => this.reset());
      on(matchMedia("(prefers-color-scheme: dark)"), "change", () => this.draw());
    }
  }

  return SceneView;
})();
