(() => {
  const element = (id) => document.getElementById(id);
  const make = (tag, properties, ...children) => {
    const node = Object.assign(document.createElement(tag), properties);
    node.append(...children);
    return node;
  };
  /// `missed` is the painting that is to be shown with the next list: it is new, its events broke off, or it has ended.
  /// `intervals` tells after how many steps the paintings asked for here are shown as they stand.
  const state = {
    model: undefined, paintings: [], shown: undefined, followed: undefined, missed: undefined, isUnreachable: false,
    intervals: new Map(), givenUp: new Set(), view: undefined, lens: 35,
  };

  /// The answer of the server; its sentence as an error if it refuses.
  async function ask(path, options) {
    const answer = await fetch(path, options).catch(() => { throw new Error("The server cannot be reached."); });
    if (!answer.ok) {
      const body = await answer.json().catch(() => ({}));
      throw new Error(body.error || "The server answers " + answer.status + ".");
    }
    return answer;
  }
  const askJSON = async (path, options) => (await ask(path, options)).json();
  const pathOf = (painting, rest = "") => "api/paintings/" + encodeURIComponent(painting.name) + rest;
  const fileOf = (painting, file) => pathOf(painting, "/files/" + file.split("/").map(encodeURIComponent).join("/"));

  /// What is set is read aloud, even if it stood there before.
  function put(text, place) {
    if (place.textContent !== text) place.textContent = text;
  }

  /// Says what is going on; the count of steps is not read aloud, and stands beside it.
  function tell(text, isWrong = false) {
    put(text, element("status"));
    element("status").classList.toggle("wrong", isWrong);
    element("steps").textContent = "";
  }

  /// Puts a picture in the place of another, or of none; what the browser keeps of the former one is let go.
  function setPicture(image, source) {
    const former = image.src;
    if (source) image.src = source; else image.removeAttribute("src");
    if (former.startsWith("blob:")) URL.revokeObjectURL(former);
  }

  // ---------------------------------------------------------------------------------------------------- the lens

  // The slider goes by the logarithm: from 18 to 24 mm is as far as from 60 to 80.
  const shortest = 12;
  const longest = 200;
  const lengthAt = (place) => {
    const length = shortest * Math.pow(longest / shortest, place);
    return length < 50 ? Math.round(length) : Math.round(length / 5) * 5;
  };
  const placeOf = (length) => Math.log(length / shortest) / Math.log(longest / shortest);

  function setLens(length) {
    state.lens = length;
    element("lens").textContent = length + " mm";
    // The slider's own value is a place between 0 and 1, which says nothing to who hears it.
    element("focal").setAttribute("aria-valuetext", length + " millimetres");
  }

  function cameraFields() {
    return { scene: element("scene").value, rig: element("rig").value, focalLength: state.lens };
  }

  let depthAsked = 0;
  let depthIsUnderWay = false;

  /// Shows what the camera sees. While one picture is on its way only the newest of those asked for is kept.
  async function lookThroughLens() {
    depthAsked += 1;
    if (depthIsUnderWay) return;
    depthIsUnderWay = true;
    let answered = 0;
    while (answered !== depthAsked) {
      answered = depthAsked;
      await showDepth(cameraFields());
    }
    depthIsUnderWay = false;
  }

  async function showDepth(fields) {
    if (!fields.scene) return;
    try {
      const answer = await ask("api/depth?" + new URLSearchParams(fields));
      const count = Number(answer.headers.get("Maquette-View-Count"));
      setPicture(element("depth"), URL.createObjectURL(await answer.blob()));
      noteDepth("near is white" + (count > 1 ? ", the first of " + count + " cameras" : ""));
    } catch (error) {
      setPicture(element("depth"), "");
      noteDepth(error.message, true);
    }
  }

  function noteDepth(text, isWrong = false) {
    put(text, element("depth-note"));
    element("depth-note").classList.toggle("wrong", isWrong);
  }

  // ------------------------------------------------------------------------------------------------- the painting

  function requestFields() {
    const fields = cameraFields();
    fields.prompt = element("prompt").value.trim();
    for (const id of ["negativePrompt", "uv"]) if (element(id).value) fields[id] = element(id).value;
    for (const id of ["seed", "numInferenceSteps", "guidanceScale", "textureSize"]) {
      // The digits themselves: a seed may be larger than a number of the script is exact.
      if (element(id).value !== "") fields[id] = element(id).value;
    }
    fields.glb = true;
    // A server that did not tell of its model may still paint.
    const steps = Number(fields.numInferenceSteps) || (state.model ? state.model.numInferenceSteps : 20);
    fields.previewInterval = Math.max(1, Math.ceil(steps / 4));
    return fields;
  }

  async function paint(event) {
    event.preventDefault();
    element("paint").disabled = true;
    try {
      const fields = requestFields();
      const painting = await askJSON("api/paintings", {
        method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(fields),
      });
      state.intervals.set(painting.name, fields.previewInterval);
      // It is shown as soon as it is listed, should the server be away right now.
      stopFollowing();
      state.shown = state.missed = painting.name;
      await keepUp();
    } catch (error) {
      tell(error.message, true);
    }
    element("paint").disabled = false;
  }

  const phases = {
    loadingScene: "Loading the scene", loadingModel: "Loading the model", measuringDepth: "Measuring depth", unwrapping: "Laying out the textures",
    painting: "Painting", projecting: "Projecting the pictures onto the surfaces", writing: "Writing the result",
  };

  /// Follows a painting until it has ended.
  function follow(painting) {
    const events = new EventSource(pathOf(painting, "/events"));
    state.followed = events;
    // How far the one before had come is not how far this one has.
    element("progress").removeAttribute("value");
    events.onmessage = ({ data }) => { if (state.followed === events) take(JSON.parse(data), painting, events); };
    events.onerror = () => {
      events.close();
      if (state.followed !== events) return;
      state.followed = undefined;
      state.missed = painting.name;
      refreshIn(2);
    };
  }

  function stopFollowing() {
    if (state.followed) state.followed.close();
    state.followed = undefined;
  }

  function take(event, painting, events) {
    const bar = element("progress");
    switch (event.event) {
      case "began":
        // One that is given up says so until it has ended.
        if (!state.givenUp.has(painting.name)) tell(phases[event.phase] || "");
        if (event.phase !== "painting") bar.removeAttribute("value");
        // It is the first that is told: the list has it as one that waits.
        if (event.phase === "loadingScene") keepUp();
        break;
      case "note": break;
      case "step": {
        const [done, total] = [(event.view - 1) * event.steps + event.step, event.views * event.steps];
        bar.value = done / total;
        element("steps").textContent = (event.views > 1 ? "View " + event.view + " of " + event.views + ", step " : "Step ")
          + event.step + " of " + event.steps + (event.secondsLeft ? ", " + duration(event.secondsLeft) + " left" : "");
        if (hasPreview(event, painting)) showPreview(painting, events);
        break;
      }
      default:
        stopFollowing();
        state.missed = painting.name;
        keepUp();
    }
  }

  const duration = (seconds) => (seconds < 60 ? Math.ceil(seconds) + " s" : Math.ceil(seconds / 60) + " min");

  /// Whether a picture as it stands was written at a step. Nobody knows when one asked for elsewhere has any.
  function hasPreview(event, painting) {
    return event.step > 0 && event.step < event.steps && event.step % (state.intervals.get(painting.name) || 1) === 0;
  }

  let previewWanted;
  let previewIsUnderWay = false;

  /// Shows the picture as it stands. While one is on its way only the newest of those asked for is kept.
  async function showPreview(painting, events) {
    previewWanted = { painting, events };
    if (previewIsUnderWay) return;
    previewIsUnderWay = true;
    while (previewWanted) {
      const wanted = previewWanted;
      previewWanted = undefined;
      await loadPreview(wanted.painting, wanted.events);
    }
    previewIsUnderWay = false;
  }

  async function loadPreview(painting, events) {
    const isWanted = () => state.shown === painting.name && state.followed === events;
    if (!isWanted()) return;
    try {
      const answer = await ask(pathOf(painting, "/preview"));
      if (answer.status === 204) return;
      const picture = await answer.blob();
      if (isWanted()) showImage(URL.createObjectURL(picture), "as it stands");
    } catch {
      // Nobody misses a preview: if the server has gone, the events say so.
    }
  }

  function showImage(source, note, emptyNote = "") {
    setPicture(element("image"), source);
    element("image").hidden = !source;
    element("image-empty").hidden = Boolean(source);
    element("image-empty").textContent = emptyNote;
    element("image-note").textContent = note;
  }

  async function giveUp() {
    const name = state.shown;
    state.givenUp.add(name);
    element("cancel").disabled = true;
    tell("Giving up as soon as this step is done");
    try {
      await ask(pathOf({ name }), { method: "DELETE" });
    } catch (error) {
      state.givenUp.delete(name);
      if (state.shown !== name) return;
      element("cancel").disabled = false;
      tell(error.message, true);
    }
  }

  // -------------------------------------------------------------------------------------------- what was painted

  const isUnderWay = (painting) => painting.state === "waiting" || painting.state === "painting";
  const paintingNamed = (name) => state.paintings.find((painting) => painting.name === name);
  let listsAsked = 0;
  let listTaken = 0;
  let listedText = "";
  let timer;

  /// Lists the paintings, and again every few seconds while one is under way.
  async function refresh() {
    listsAsked += 1;
    const number = listsAsked;
    const paintings = await askJSON("api/paintings");
    // A list that a later one has overtaken is of former times.
    if (number < listTaken) return;
    listTaken = number;
    state.paintings = paintings;
    listPaintings();
    // One that was missed has set a nearer time already.
    if (state.missed) return;
    clearTimeout(timer);
    if (paintings.some(isUnderWay)) refreshIn(5);
  }

  function refreshIn(seconds) {
    clearTimeout(timer);
    timer = setTimeout(keepUp, 1000 * seconds);
  }

  /// Lists the paintings, however long the server is away, and then shows the one that was missed meanwhile.
  async function keepUp() {
    const missed = state.missed;
    state.missed = undefined;
    try {
      await refresh();
    } catch (error) {
      state.missed = state.missed || missed;
      state.isUnreachable = true;
      tell(error.message, true);
      refreshIn(5);
      return;
    }
    const wasUnreachable = state.isUnreachable;
    state.isUnreachable = false;
    if (missed && missed === state.shown && !state.followed) show(missed);
    else if (wasUnreachable && state.shown) tellHowItStands(paintingNamed(state.shown));
    else if (wasUnreachable) tell("");
  }

  function listPaintings() {
    element("none").hidden = state.paintings.length > 0;
    // Cards that are what they were stay, with their pictures and under the mouse.
    const text = JSON.stringify(state.paintings);
    if (text === listedText) return;
    listedText = text;
    const focused = document.activeElement && document.activeElement.closest(".card");
    element("paintings").replaceChildren(...[...state.paintings].reverse().map(card));
    const successor = focused && cards().find((button) => button.dataset.name === focused.dataset.name);
    if (successor) successor.focus({ preventScroll: true });
  }

  const cards = () => [...document.querySelectorAll(".card")];

  function card(painting) {
    const still = { waiting: "waits for its turn", painting: "is being painted", failed: "has failed", cancelled: "was given up" }[painting.state];
    const top = still ? make("span", { className: "still", textContent: still })
      : make("img", { src: fileOf(painting, "preview.png"), alt: "", loading: "lazy" });
    const button = make("button", { type: "button", className: "card" }, top,
      make("strong", { textContent: painting.name }), make("span", { className: "words", textContent: painting.error || painting.prompt }));
    button.dataset.name = painting.name;
    button.setAttribute("aria-current", String(painting.name === state.shown));
    button.addEventListener("click", () => show(painting.name));
    return make("li", {}, button);
  }

  /// Shows a painting: how far it has come and, when it is done, what has come of it.
  async function show(name) {
    state.shown = name;
    for (const button of cards()) button.setAttribute("aria-current", String(button.dataset.name === name));
    const painting = paintingNamed(name);
    const isRunning = Boolean(painting) && isUnderWay(painting);
    if (!isRunning) state.givenUp.delete(name);
    element("cancel").hidden = element("progress").hidden = !isRunning;
    element("cancel").disabled = state.givenUp.has(name);
    element("downloads").hidden = true;
    stopFollowing();
    showImage("", "", emptyNote(painting));
    showScene(undefined, emptyNote(painting));
    tellHowItStands(painting);
    if (isRunning) follow(painting);
    if (painting && painting.state === "done") await showResult(painting);
  }

  /// What stands in the place of a result that is not there.
  function emptyNote(painting) {
    const notes = { done: "", failed: "This painting has failed", cancelled: "This painting was given up" };
    return painting && painting.state in notes ? notes[painting.state] : "Nothing painted yet";
  }

  /// One that is being painted tells the rest by its events.
  function tellHowItStands(painting) {
    if (!painting) return tell("This painting is not there any more.", true);
    if (painting.state === "failed") return tell(painting.error, true);
    if (painting.state === "cancelled") return tell("The painting was given up.");
    if (painting.state === "done") return tell("Painted " + Math.round(100 * painting.coverage) + " % of what can be seen from anywhere.");
    if (state.givenUp.has(painting.name)) return tell("Giving up as soon as this step is done");
    return tell(painting.state === "waiting" ? "Waiting for its turn" : "");
  }

  async function showResult(painting) {
    showDownloads(painting);
    const views = painting.files.filter((file) => /^views\/\d+-image\.png$/.test(file)).length;
    showImage(fileOf(painting, "views/000-image.png"), views > 1 ? "the first of " + views : "");
    try {
      const drawn = await askJSON(pathOf(painting, "/mesh"));
      if (state.shown === painting.name) showScene({ painting, drawn }, "");
    } catch (error) {
      if (state.shown === painting.name) showScene(undefined, error.message);
    }
  }

  function showDownloads(painting) {
    const wanted = painting.files.filter((file) => /\.(obj|mtl|glb)$/.test(file) || file.startsWith("textures/")).concat("run.json");
    const links = wanted.map((file) => make("a", { href: fileOf(painting, file), textContent: file, download: file.split("/").pop() }));
    const use = make("button", { type: "button", className: "small", id: "use-prompt", textContent: "Use this prompt" });
    use.addEventListener("click", () => usePrompt(painting));
    element("downloads").replaceChildren("Files: ", ...links.flatMap((link, index) => (index ? [", ", link] : [link])), " ", use);
    element("downloads").hidden = false;
  }

  /// Asks for what a painting was asked for. Its scene may not be there any more.
  function usePrompt(painting) {
    element("prompt").value = painting.prompt;
    const isThere = [...element("scene").options].some((option) => option.value === painting.scene);
    if (isThere) element("scene").value = painting.scene;
    lookThroughLens();
  }

  /// Draws a textured scene on a canvas of its own, or says why there is none.
  function showScene(result, note) {
    const frame = element("scene-frame");
    if (state.view) state.view.dispose();
    state.view = undefined;
    for (const former of frame.querySelectorAll("canvas")) former.remove();
    element("scene-note").textContent = note;
    element("scene-hint").hidden = element("scene-reset").hidden = !result;
    if (!result) return;
    const canvas = make("canvas", { tabIndex: 0 });
    canvas.setAttribute("aria-label", "The textured scene. Arrow keys turn it, plus and minus move the camera, Home looks through the lens again.");
    frame.append(canvas);
    try {
      state.view = new SceneView(canvas, result.drawn.mesh, element("scene-reset"));
      state.view.show({
        name: result.painting.name, camera: result.drawn.cameras[0],
        textures: result.drawn.textures.map((file) => fileOf(result.painting, file)),
      });
    } catch (error) {
      showScene(undefined, error.message);
    }
  }

  function enlarge(image) {
    if (!image.src) return;
    const dialog = element("enlarged");
    dialog.querySelector("img").src = image.src;
    dialog.querySelector("img").alt = image.alt;
    dialog.querySelector("p").textContent = image.alt;
    dialog.showModal();
  }

  // ----------------------------------------------------------------------------------------------------- the start

  function listen() {
    element("focal").addEventListener("input", () => { setLens(lengthAt(Number(element("focal").value))); lookThroughLens(); });
    for (const id of ["scene", "rig"]) element(id).addEventListener("change", lookThroughLens);
    element("form").addEventListener("submit", paint);
    // The browser cannot point at a field that is folded away, and would not paint without a word.
    element("form").addEventListener("invalid", ({ target }) => {
      const folded = target.closest("details");
      if (folded) folded.open = true;
    }, true);
    element("cancel").addEventListener("click", giveUp);
    for (const id of ["depth", "image"]) element(id + "-large").addEventListener("click", () => enlarge(element(id)));
  }

  async function showModel() {
    state.model = await askJSON("api/model");
    element("model").textContent = state.model.name;
    element("numInferenceSteps").placeholder = state.model.numInferenceSteps;
    element("guidanceScale").placeholder = state.model.guidanceScale;
  }

  async function showScenes() {
    const scenes = await askJSON("api/scenes");
    element("scene").append(...scenes.map((name) => make("option", { value: name, textContent: name })));
    if (scenes.length === 0) throw new Error("There is no scene in this folder: put an OBJ, glTF, GLB, FBX, Collada, PLY, STL or 3DS there.");
    lookThroughLens();
  }

  async function start() {
    listen();
    setLens(state.lens);
    element("focal").value = placeOf(state.lens);
    const outcomes = await Promise.allSettled([showModel(), showScenes(), refresh()]);
    const newest = state.paintings[state.paintings.length - 1];
    if (newest && !state.shown) {
      if (!element("prompt").value) usePrompt(newest);
      show(newest.name);
    }
    const failed = outcomes.find((outcome) => outcome.status === "rejected");
    if (failed) tell(failed.reason.message, true);
  }

  start();
})();
