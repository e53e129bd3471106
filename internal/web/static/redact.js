// Boxes can be drawn on a page with a mouse, a finger or the arrow keys. The
// fields beside the page hold where the box is, and are what is sent; without
// scripts they are filled in by hand.

const page = document.querySelector("[data-draw]");
const fields = ["x", "y", "width", "height"].map((name) => document.querySelector(`input[name=${name}]`));

if (page && fields.every(Boolean)) {
  const layer = page.querySelector("svg");
  const box = document.createElementNS("http://www.w3.org/2000/svg", "rect");
  box.classList.add("eh-leaf__new");
  layer.append(box);
  page.dataset.drawing = "";

  const clamp = (n) => Math.min(100, Math.max(0, n));
  const read = () => fields.map((f) => Number(f.value.replace(",", ".")) || 0);
  const draw = () => {
    const at = read();
    ["x", "y", "width", "height"].forEach((name, i) => box.setAttribute(name, at[i]));
  };
  const write = (at) => {
    at.forEach((n, i) => (fields[i].value = String(Math.round(n * 10) / 10)));
    draw();
  };
  fields.forEach((f) => f.addEventListener("input", draw));
  draw();

  // With a mouse or a finger: from one corner to the other.
  let from = null;
  const where = (event) => {
    const r = page.getBoundingClientRect();
    return [clamp((100 * (event.clientX - r.left)) / r.width), clamp((100 * (event.clientY - r.top)) / r.height)];
  };
  page.addEventListener("pointerdown", (event) => {
    event.preventDefault();
    from = where(event);
    page.setPointerCapture(event.pointerId);
  });
  page.addEventListener("pointermove", (event) => {
    if (!from) return;
    const to = where(event);
    write([Math.min(from[0], to[0]), Math.min(from[1], to[1]), Math.abs(to[0] - from[0]), Math.abs(to[1] - from[1])]);
  });
  for (const end of ["pointerup", "pointercancel"]) page.addEventListener(end, () => (from = null));

  // With the keys: arrows move the box, with Shift they make it larger or smaller.
  const moves = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
  page.tabIndex = 0;
  page.setAttribute("role", "application");
  page.setAttribute("aria-label", document.querySelector("[data-draw-keys]")?.dataset.drawKeys ?? "");
  page.addEventListener("keydown", (event) => {
    const by = moves[event.key];
    if (!by) return;
    event.preventDefault();
    const at = read();
    if (!at[2] && !at[3]) return write([40, 45, 20, 4]);
    const k = event.shiftKey ? 2 : 0;
    at[k] = clamp(at[k] + by[0]);
    at[k + 1] = clamp(at[k + 1] + by[1]);
    write(at);
  });
}
