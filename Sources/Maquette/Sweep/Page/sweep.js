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

  function makeScene() {
    if (!data.mesh) return refuseScene(data.meshNote);
    try { return new SceneView(element("scene"), data.mesh, element("scene-reset")); } catch (error) { return refuseScene(error.message); }
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
