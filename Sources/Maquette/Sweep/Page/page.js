"use strict";
(() => {
  const data = JSON.parse(document.getElementById("data").textContent);
  const element = (id) => document.getElementById(id);
  const state = { row: 0, column: 0, kind: "image" };
  const rowLabels = data.rows ? data.rows.labels : [""];
  const columnLabels = data.columns.labels;
  const names = { focal: "Focal length", strength: "Strength", guidance: "Guidance", steps: "Steps", seed: "Seed", scheduler: "Scheduler", prompt: "Prompt", mode: "Mode" };
  const byPlace = new Map(data.cells.map((cell) => [cell.row + "," + cell.column, cell]));
  const cellAt = (row, column) => byPlace.get(row + "," + column);
  const labelOf = (cell) => (data.rows ? rowLabels[cell.row] + ", " : "") + columnLabels[cell.column];

  const make = (tag, properties, ...children) => {
    const node = Object.assign(document.createElement(tag), properties);
    node.append(...children);
    return node;
  };

  // ------------------------------------------------------------------------------------------------ the grid

  function buildGrid() {
    const head = make("tr", {});
    if (data.rows) head.append(make("td", {}));
    for (const label of columnLabels) head.append(make("th", { scope: "col", textContent: label, title: label }));
    const body = make("tbody", {});
    rowLabels.forEach((label, row) => {
      const line = make("tr", {});
      if (data.rows) line.append(make("th", { scope: "row", textContent: label }));
      columnLabels.forEach((_, column) => line.append(make("td", {}, gridCell(row, column))));
      body.append(line);
    });
    element("grid").replaceChildren(make("thead", {}, head), body);
  }

  function gridCell(row, column) {
    const cell = cellAt(row, column);
    if (!cell) return make("div", { className: "missing", textContent: "not there yet" });
    const image = make("img", { alt: labelOf(cell), loading: "lazy" });
    const button = make("button", { type: "button", className: "cell", title: labelOf(cell) + ": click to enlarge" }, image);
    button.addEventListener("click", () => { select(row, column); enlarge(image.src, labelOf(cell)); });
    button.addEventListener("focus", () => select(row, column));
    button.addEventListener("keydown", (event) => moveFocus(event, row, column));
    button.dataset.place = row + "," + column;
    return button;
  }

  function moveFocus(event, row, column) {
    const step = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] }[event.key];
    if (!step) return;
    const next = document.querySelector(`[data-place="${row + step[0]},${column + step[1]}"]`);
    if (next) { event.preventDefault(); next.focus(); }
  }

  function showKind(kind) {
    state.kind = kind;
    for (const button of document.querySelectorAll("[data-kind]")) button.setAttribute("aria-pressed", String(button.dataset.kind === kind));
    for (const button of document.querySelectorAll("[data-place]")) {
      const cell = cellAt(...button.dataset.place.split(",").map(Number));
      button.querySelector("img").src = cell[kind] || cell.image;
    }
  }

  // ---------------------------------------------------------------------------------------------- the controls

  function buildControls() {
    element("title").textContent = data.title;
    element("subtitle").textContent = data.subtitle;
    element("version").textContent = data.version;
    element("column-name").textContent = names[data.columns.parameter];
    const slider = element("column");
    slider.max = columnLabels.length - 1;
    slider.addEventListener("input", () => select(state.row, Number(slider.value)));
    // Marks that would run into each other are left out.
    const every = Math.max(1, Math.ceil(columnLabels.length / 12));
    columnLabels.forEach((label, index) => {
      element("column-marks").append(make("option", { value: index, label }));
      const mark = make("span", { textContent: index % every && index !== columnLabels.length - 1 ? "" : label });
      mark.style.left = (100 * index) / Math.max(1, columnLabels.length - 1) + "%";
      element("column-labels").append(mark);
    });
    element("rows").hidden = !data.rows;
    if (data.rows) {
      element("row-name").textContent = names[data.rows.parameter];
      rowLabels.forEach((label, row) => {
        const input = make("input", { type: "radio", name: "row", value: row });
        input.addEventListener("change", () => select(row, state.column));
        element("row-choices").append(make("label", {}, input, make("span", { textContent: label })));
      });
    }
    for (const button of document.querySelectorAll("[data-kind]")) {
      if (button.dataset.kind === "textured" && !data.cells.some((cell) => cell.textured)) button.remove();
      else button.addEventListener("click", () => showKind(button.dataset.kind));
    }
    for (const [id, kind] of [["depth-large", "depth"], ["image-large", "image"]]) {
      element(id).addEventListener("click", () => {
        const cell = cellAt(state.row, state.column);
        if (cell) enlarge(cell[kind], labelOf(cell));
      });
    }
    element("copy").addEventListener("click", copyCommand);
  }

  function select(row, column) {
    state.row = row;
    state.column = column;
    element("column").value = column;
    element("column").setAttribute("aria-valuetext", columnLabels[column]);
    [...element("column-labels").children].forEach((mark, index) => mark.classList.toggle("on", index === column));
    const choice = document.querySelector(`input[name="row"][value="${row}"]`);
    if (choice) choice.checked = true;
    for (const button of document.querySelectorAll("[data-place]")) button.setAttribute("aria-current", String(button.dataset.place === row + "," + column));
    const cell = cellAt(row, column);
    element("now").textContent = (data.rows ? rowLabels[row] + ", " : "") + columnLabels[column] + (cell ? "" : ": not there yet");
    if (!cell) return;
    element("depth-large").firstElementChild.src = cell.depth;
    element("image-large").firstElementChild.src = cell.image;
    element("command").textContent = cell.command;
    element("facts").replaceChildren(...cell.facts.map(([name, value]) =>
      make("div", { className: name === "prompt" ? "wide" : "" }, make("dt", { textContent: name }), make("dd", { textContent: value }))));
    if (scene) scene.show(cell);
  }

  function enlarge(source, text) {
    const dialog = element("enlarged");
    dialog.querySelector("img").src = source;
    dialog.querySelector("img").alt = text;
    dialog.querySelector("p").textContent = text;
    dialog.showModal();
  }

  async function copyCommand() {
    const pre = element("command");
    const selection = getSelection();
    selection.selectAllChildren(pre);
    let copied = false;
    try { await navigator.clipboard.writeText(pre.textContent); copied = true; } catch { copied = document.execCommand("copy"); }
    element("copy").textContent = copied ? "Copied" : "Press Ctrl-C";
    setTimeout(() => { element("copy").textContent = "Copy"; }, 1500);
  }

  // ------------------------------------------------------------------------------------------- the scene in 3D

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
    constructor(canvas, mesh) {
      this.canvas = canvas;
      this.mesh = mesh;
      const gl = canvas.getContext("webgl2", { antialias: true, preserveDrawingBuffer: true });
      if (!gl) throw new Error("This browser does not draw in 3D.");
      this.gl = gl;
      this.center = scale(add(mesh.lower, mesh.upper), 0.5);
      this.radius = Math.hypot(...subtract(mesh.upper, mesh.lower)) / 2 || 1;
      this.textures = new Map();
      this.prepare();
      this.listen();
      new ResizeObserver(() => this.draw()).observe(canvas);
      matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => this.draw());
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
      if (!this.isTurned) this.reset();
      const wanted = this.textures.get(cell.name) || cell.textures.map((source) => this.load(source));
      this.textures.set(cell.name, wanted);
      this.draw();
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
      const ratio = Math.min(devicePixelRatio || 1, 2);
      canvas.width = Math.max(1, Math.round(canvas.clientWidth * ratio));
      canvas.height = Math.max(1, Math.round(canvas.clientHeight * ratio));
      gl.viewport(0, 0, canvas.width, canvas.height);
      gl.clearColor(...this.background(), 1);
      gl.clear(gl.COLOR_BUFFER_BIT | gl.DEPTH_BUFFER_BIT);
      gl.uniformMatrix4fv(this.uniforms.view, false, this.viewMatrix());
      for (const part of mesh.parts) {
        const texture = part.texture === undefined ? undefined : (this.textures.get(this.cell.name) || [])[part.texture];
        const isPictured = texture && texture.isLoaded;
        gl.bindTexture(gl.TEXTURE_2D, isPictured ? texture : null);
        gl.uniform4f(this.uniforms.plain, ...(part.texture === undefined ? part.color : [0.8, 0.8, 0.8]), isPictured ? 0 : 1);
        gl.drawElements(gl.TRIANGLES, part.count, gl.UNSIGNED_INT, part.start * 4);
      }
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

    listen() {
      const { canvas } = this;
      canvas.addEventListener("pointerdown", (event) => { canvas.setPointerCapture(event.pointerId); this.last = [event.clientX, event.clientY]; });
      canvas.addEventListener("pointerup", () => { this.last = undefined; });
      canvas.addEventListener("pointermove", (event) => {
        if (!this.last) return;
        this.turn((this.last[0] - event.clientX) * 0.008, (this.last[1] - event.clientY) * 0.008);
        this.last = [event.clientX, event.clientY];
      });
      canvas.addEventListener("wheel", (event) => { event.preventDefault(); this.move(Math.exp(Math.sign(event.deltaY) * 0.08)); }, { passive: false });
      canvas.addEventListener("keydown", (event) => {
        const action = {
          ArrowLeft: () => this.turn(-0.1, 0), ArrowRight: () => this.turn(0.1, 0), ArrowUp: () => this.turn(0, -0.1), ArrowDown: () => this.turn(0, 0.1),
          "+": () => this.move(0.92), "=": () => this.move(0.92), "-": () => this.move(1.08), Home: () => this.reset(),
        }[event.key];
        if (action) { event.preventDefault(); action(); }
      });
      element("scene-reset").addEventListener("click", () => this.reset());
    }
  }

  function makeScene() {
    if (!data.mesh) return refuseScene(data.meshNote);
    try { return new SceneView(element("scene"), data.mesh); } catch (error) { return refuseScene(error.message); }
  }

  function refuseScene(text) {
    element("scene").hidden = true;
    element("scene-hint").hidden = true;
    element("scene-reset").hidden = true;
    const first = data.cells[0];
    element("scene-note").parentElement.style.aspectRatio = first.camera.size[0] + " / " + first.camera.size[1];
    element("scene-note").textContent = text;
    element("scene-note").hidden = false;
    return undefined;
  }

  buildControls();
  buildGrid();
  const scene = makeScene();
  showKind("image");
  const first = data.cells[0];
  select(first.row, first.column);
})();
