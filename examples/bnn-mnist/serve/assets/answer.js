// Shows what the networks say of an image.
import {percent, sure} from './ask.js';
import {areDigits, count, name} from './classes.js';

const namespace = 'http://www.w3.org/2000/svg';
const find = (id) => document.getElementById(id);

function element(parent, tag, attributes, text) {
  const e = document.createElementNS(namespace, tag);
  for (const [name, value] of Object.entries(attributes)) e.setAttribute(name, value);
  if (text !== undefined) e.textContent = text;
  parent.append(e);
  return e;
}

let latest = null;
for (const id of ['dots', 'doubt']) new ResizeObserver(() => { if (latest) pictures(latest); }).observe(find(id));

// show shows a prediction, or clears it away.
export function show(p) {
  latest = p;
  if (!p) {
    for (const id of ['bayesian', 'ordinary']) { find(id).textContent = '–'; find(`${id}-why`).textContent = ''; }
    find('doubt-says').textContent = 'Draw something, or choose from the sheet below.';
    find('dots').replaceChildren();
    find('doubt').replaceChildren();
    see(null);
    return;
  }
  see(p.pixels);
  const b = p.bayesian;
  const agree = b.draws.filter((d) => d.indexOf(Math.max(...d)) === b.class).length;
  find('bayesian').textContent = b.answered ? name(b.class) : 'I don’t know';
  find('bayesian-why').textContent = `${b.answered ? '' : `If anything, ${name(b.class)}. `}${sure(b.confidence)} sure; the threshold is ${percent(p.threshold)}. ${agree} of ${b.draws.length} draws say ${name(b.class)}.`;
  const o = p.ordinary;
  find('ordinary').textContent = !o ? 'not trained yet' : o.answered ? name(o.class) : 'I don’t know';
  find('ordinary-why').textContent = !o ? 'It is trained when the Bayesian one is.' : `${o.answered ? '' : `If anything, ${name(o.class)}. `}${sure(o.confidence)} sure, and it has nobody to disagree with.`;
  find('doubt-says').textContent = `${b.entropy.toFixed(3)} nats of doubt, of at most ${Math.log(count()).toFixed(3)}: ${b.mutual_information.toFixed(3)} that more data could cure, since the draws disagree, and ${b.expected_entropy.toFixed(3)} that it could not, since each draw by itself is unsure.`;
  pictures(p);
}

function pictures(p) {
  if (find('dots').clientWidth < 100) return; // not laid out yet
  dots(p);
  doubt(p.bayesian);
}

function see(pixels) {
  const c = find('seen').getContext('2d');
  const image = c.createImageData(28, 28);
  const color = (v) => areDigits() || !pixels ? [0, 0, 0, v] : [v, v, v, 255];
  for (let i = 0; i < 784; i++) image.data.set(color(pixels ? pixels[i] : 0), 4 * i);
  c.putImageData(image, 0, 0);
}

function dots(p) {
  const svg = find('dots');
  const order = [...p.bayesian.probs.keys()].sort((a, b) => p.bayesian.probs[b] - p.bayesian.probs[a]);
  const classes = order.slice(0, 10).sort((a, b) => a - b); // more have no place
  const letters = Math.max(...classes.map((k) => name(k).length));
  const width = svg.clientWidth, row = 25, left = 14 + 8 * letters, right = width - 62, top = 6, bottom = top + classes.length * row;
  svg.setAttribute('viewBox', `0 0 ${width} ${bottom + 34}`);
  svg.style.height = `${bottom + 34}px`;
  svg.replaceChildren();
  const x = (v) => left + v * (right - left);
  for (const v of [0, 0.25, 0.5, 0.75, 1]) {
    element(svg, 'path', {class: 'grid', d: `M${x(v)} ${top}V${bottom}`});
    element(svg, 'text', {x: x(v), y: bottom + 18, 'text-anchor': 'middle'}, `${100 * v} %`);
  }
  element(svg, 'path', {class: 'limit', d: `M${x(p.threshold)} ${top}V${bottom}`});
  for (const [place, k] of classes.entries()) {
    const y = top + (place + 0.5) * row;
    element(svg, 'text', {x: 4, y: y + 5}, name(k));
    p.bayesian.draws.forEach((d, i) => {
      element(svg, 'circle', {class: 'draw', cx: x(d[k]), cy: y + ((i * 0.618034) % 1 - 0.5) * 15, r: 3});
    });
    element(svg, 'rect', {class: 'bar', x: x(p.bayesian.probs[k]) - 1.5, y: y - 10, width: 3, height: 20});
    if (p.ordinary) {
      const at = x(p.ordinary.probs[k]);
      element(svg, 'path', {class: 'twin', d: `M${at} ${y - 7}l7 7l-7 7l-7 -7z`});
    }
    element(svg, 'text', {x: width - 2, y: y + 5, 'text-anchor': 'end'}, sure(p.bayesian.probs[k], 0).replace('under ', '<').replace('over ', '>'));
  }
  svg.setAttribute('aria-label', `Probabilities, averaged over the draws: ${order.slice(0, 3).map((k) => `${name(k)}: ${percent(p.bayesian.probs[k])}`).join(', ')}.` +
    (p.ordinary ? ` The ordinary network: ${name(p.ordinary.class)}: ${percent(p.ordinary.confidence)}.` : ''));
}

function doubt(b) {
  const svg = find('doubt');
  const width = svg.clientWidth, wide = (v) => Math.max(0, v) / Math.log(count()) * (width - 2);
  svg.setAttribute('viewBox', `0 0 ${width} 56`);
  svg.replaceChildren();
  const pattern = element(element(svg, 'defs', {}), 'pattern', {id: 'hatched', width: 7, height: 7, patternUnits: 'userSpaceOnUse', patternTransform: 'rotate(45)'});
  element(pattern, 'path', {class: 'hatch', d: 'M0 0V7'});
  element(svg, 'path', {class: 'grid', fill: 'none', d: `M1 1H${width - 1}V27H1Z`});
  element(svg, 'rect', {class: 'cure', x: 1, y: 2, width: wide(b.mutual_information), height: 24});
  element(svg, 'rect', {class: 'rest', x: 1 + wide(b.mutual_information), y: 2, width: wide(b.expected_entropy), height: 24});
  element(svg, 'text', {x: 1, y: 46}, 'filled: data could cure · hatched: could not');
  svg.setAttribute('aria-label', `Entropy ${b.entropy.toFixed(3)} nats: ${b.mutual_information.toFixed(3)} that more data could cure and ${b.expected_entropy.toFixed(3)} that it could not.`);
}
