import {plot, redrawing} from '../static/plot.js';

// The reader trains a guide, and sees how near it comes to the posterior.
export function start(figure, ask) {
  const [svg, curve] = figure.querySelectorAll('svg');
  const says = figure.querySelector('.says');
  const input = (name) => figure.querySelector(`[name=${name}]`);
  const still = matchMedia('(prefers-reduced-motion: reduce)');
  const end = 600, most = 2000;
  let running = false;
  let steps = 0; // that have been asked for
  let history = [];
  let answer = null;

  // go asks how the fit is after so many steps.
  function go(to) {
    steps = to;
    if (to === 0) history = [];
    const into = history;
    input('correlation').previousElementSibling.textContent = '−' + Number(input('correlation').value).toFixed(2);
    ask('svi', {correlation: Number(input('correlation').value), joint: input('guide').value !== '', steps}, (a) => {
      answer = {...a, steps: to};
      into.push([to, a.ELBO]);
      redraw();
      redrawCurve();
      if (running && steps >= end) run(false);
      else if (running) requestAnimationFrame(() => { if (running) go(steps + 3); });
    });
  }

  // run starts or stops the steps; whoever prefers no motion gets all of them at once.
  function run(on) {
    running = on && !still.matches;
    input('run').textContent = running ? 'Pause' : 'Run';
    if (running) go(steps >= end ? 0 : steps + 3);
    else if (on) go(Math.max(steps, end));
  }

  function draw() {
    if (!answer) return;
    const p = plot(svg, {x: [-3, 4], y: [-3, 4], xlabel: 'a', ylabel: 'b'});
    p.line(ellipse(answer.Exact), 'first');
    p.line(ellipse(answer.Guide), 'second');
    const sd = ({Covariance}) => Math.sqrt(Covariance[0][0]).toFixed(2);
    const correlation = ({Covariance}) => (Covariance[0][1] / Math.sqrt(Covariance[0][0] * Covariance[1][1])).toFixed(2);
    says.textContent = `${answer.steps} step${answer.steps === 1 ? '' : 's'}. Standard deviation of a: the posterior's is ${sd(answer.Exact)}, the guide's ${sd(answer.Guide)}. ` +
      `Correlation: ${correlation(answer.Exact)} and ${correlation(answer.Guide)}. ` +
      `The ELBO is ${answer.ELBO.toFixed(2)}, ${(answer.Evidence - answer.ELBO).toFixed(2)} below the log evidence.`;
  }

  function drawCurve() {
    if (!answer) return;
    const top = answer.Evidence + 0.5, bottom = answer.Evidence - 6;
    const p = plot(curve, {x: [0, Math.max(100, answer.steps)], y: [bottom, top], xlabel: 'step', ylabel: 'ELBO'});
    p.line([[0, answer.Evidence], [1e5, answer.Evidence]], 'faint');
    p.label(0, answer.Evidence + 0.15, ' log evidence');
    p.line(history, 'first');
  }

  const redraw = redrawing(svg, draw);
  const redrawCurve = redrawing(curve, drawCurve);
  const again = () => { run(false); go(0); };
  input('run').addEventListener('click', () => run(!running));
  input('one').addEventListener('click', () => go(Math.min(steps + 1, most)));
  input('many').addEventListener('click', () => go(Math.min(steps + 100, most)));
  input('again').addEventListener('click', again);
  input('guide').addEventListener('change', again);
  input('correlation').addEventListener('input', again);
  go(0);
}

// ellipse returns points of the ellipse that has nine tenths of a normal's probability inside.
function ellipse({Mean: [x, y], Covariance: [[a, b], [, d]]}) {
  const radius = Math.sqrt(-2 * Math.log(0.1));
  const l = Math.sqrt(a), m = b / l, n = Math.sqrt(d - m * m); // the factor of Cholesky
  return [...Array(73).keys()].map((i) => {
    const u = radius * Math.cos(Math.PI * i / 36), v = radius * Math.sin(Math.PI * i / 36);
    return [x + l * u, y + m * u + n * v];
  });
}
