// Draws axes, lines and marks into an SVG element at the size that it has on the page.
const namespace = 'http://www.w3.org/2000/svg';

// element returns a new SVG element with attributes, in a parent.
export function element(parent, tag, attributes, text) {
  const e = document.createElementNS(namespace, tag);
  for (const [name, value] of Object.entries(attributes)) e.setAttribute(name, value);
  if (text !== undefined) e.textContent = text;
  parent.append(e);
  return e;
}

// redrawing calls draw whenever the element has another size, and returns a function that calls it now.
export function redrawing(svg, draw) {
  const redraw = () => { if (svg.clientWidth > 0) draw(); };
  new ResizeObserver(redraw).observe(svg);
  return redraw;
}

// ticks returns some round numbers from low to high.
export function ticks(low, high) {
  const rough = (high - low) / 5;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((m) => m * power).find((s) => s >= rough);
  const found = [];
  for (let i = Math.ceil(low / step - 1e-9); i * step <= high + 1e-9 * step; i++) found.push(Number((i * step).toPrecision(8)));
  return found;
}

// plot empties an SVG element and draws axes over the ranges x and y. Its functions take the numbers of the axes.
export function plot(svg, {x, y, xlabel, ylabel, yticks = true}) {
  const width = svg.clientWidth;
  const height = svg.clientHeight;
  const left = yticks ? 46 : 12, right = width - 12, top = 24, bottom = height - 42;
  svg.setAttribute('viewBox', `0 0 ${width} ${height}`);
  svg.replaceChildren();
  const px = (v) => left + (v - x[0]) / (x[1] - x[0]) * (right - left);
  const py = (v) => bottom - (v - y[0]) / (y[1] - y[0]) * (bottom - top);
  const clip = `inside-${svg.id}`;
  const box = element(element(svg, 'clipPath', {id: clip}), 'rect', {x: left, y: top, width: right - left, height: bottom - top});
  box.parentNode.parentNode.prepend(box.parentNode);
  element(svg, 'path', {class: 'axis', d: `M${left} ${top}V${bottom}H${right}`});
  for (const v of ticks(...x)) {
    element(svg, 'path', {class: 'axis', d: `M${px(v)} ${bottom}v5`});
    element(svg, 'text', {x: px(v), y: bottom + 19, 'text-anchor': 'middle'}, v);
  }
  for (const v of yticks ? ticks(...y) : []) {
    element(svg, 'path', {class: 'axis', d: `M${left} ${py(v)}h-5`});
    element(svg, 'text', {x: left - 8, y: py(v) + 4, 'text-anchor': 'end'}, v);
  }
  element(svg, 'text', {x: (left + right) / 2, y: height - 5, 'text-anchor': 'middle'}, xlabel);
  element(svg, 'text', {x: 4, y: 14}, ylabel);
  const inside = element(svg, 'g', {'clip-path': `url(#${clip})`});
  return {
    px, py, inside,
    // toX and toY are the numbers at a place of the page.
    toX: (clientX) => x[0] + (clientX - svg.getBoundingClientRect().left - left) / (right - left) * (x[1] - x[0]),
    toY: (clientY) => y[0] + (bottom - clientY + svg.getBoundingClientRect().top) / (bottom - top) * (y[1] - y[0]),
    // line draws a curve through points [x, y], of which there may be none.
    line(points, style) {
      return element(inside, 'path', {class: style, d: points.map(([a, b], i) => `${i ? 'L' : 'M'}${px(a).toFixed(1)} ${py(b).toFixed(1)}`).join('')});
    },
    // label writes beside a place, and keeps the words inside the axes.
    label(a, b, text) {
      const t = element(svg, 'text', {x: px(a), y: py(b)}, text);
      const over = px(a) + t.getComputedTextLength() - right;
      if (over > 0) t.setAttribute('x', px(a) - over);
      return t;
    },
  };
}
