import {element, plot, redrawing} from '../static/plot.js';

// The reader flips a coin; the library says what is known about it.
export function start(figure, ask) {
  const svg = figure.querySelector('svg');
  const says = figure.querySelector('.says');
  const strength = figure.querySelector('[name=strength]');
  let heads = 6, tails = 4;
  let answer = null;

  function update() {
    const asked = {strength: Number(strength.value), heads, tails};
    strength.nextElementSibling.textContent = strength.value;
    ask('coin', asked, (a) => {
      answer = {...a, ...asked};
      redraw();
    });
  }

  function draw() {
    if (!answer) return;
    const {Prior, Posterior, Draws, Exact, Sampled} = answer;
    const top = 1.1 * Math.max(...Posterior, ...Draws, ...Prior);
    const p = plot(svg, {x: [0, 1], y: [0, top], xlabel: 'probability of heads', ylabel: 'density'});
    const width = p.px(1 / Draws.length) - p.px(0);
    Draws.forEach((d, i) => element(p.inside, 'rect', {class: 'bars', x: p.px(i / Draws.length), y: p.py(d), width, height: p.py(0) - p.py(d)}));
    const curve = (density) => density.map((d, i) => [i / (density.length - 1), d]);
    p.line(curve(Prior), 'second');
    p.line(curve(Posterior), 'first');
    const key = element(svg, 'g', {});
    [['first', 'posterior, exact'], ['bars', 'posterior, draws'], ['second', 'prior']].forEach(([style, words], i) => {
      const y = 34 + 18 * i;
      if (style === 'bars') element(key, 'rect', {class: style, x: p.px(0) + 8, y: y - 11, width: 26, height: 12});
      else element(key, 'path', {class: style, d: `M${p.px(0) + 8} ${y - 5}h26`});
      element(key, 'text', {x: p.px(0) + 40, y}, words);
    });
    const n = answer.heads + answer.tails;
    says.textContent = `${answer.heads} heads in ${n} flips. ` +
      `The coin comes up heads with probability ${Exact.Mean.toFixed(3)} on average (draws: ${Sampled.Mean.toFixed(3)}). ` +
      `It is about fair, between 0.45 and 0.55, with probability ${Exact.Fair.toFixed(2)} (draws: ${Sampled.Fair.toFixed(2)}).`;
  }

  const flips = {
    heads: () => heads++,
    tails: () => tails++,
    ten: () => { for (let i = 0; i < 10; i++) Math.random() < 0.5 ? heads++ : tails++; },
    again: () => { heads = tails = 0; },
  };
  for (const [name, flip] of Object.entries(flips)) {
    figure.querySelector(`[name=${name}]`).addEventListener('click', () => { flip(); update(); });
  }
  strength.addEventListener('input', update);
  const redraw = redrawing(svg, draw);
  update();
}
