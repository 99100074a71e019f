import {element, plot, redrawing} from '../static/plot.js';

// The reader changes the priors of a logistic regression, and sees what they say before any data.
export function start(figure, ask) {
  const [curves, histogram] = figure.querySelectorAll('svg');
  const says = figure.querySelector('.says');
  const input = (name) => figure.querySelector(`[name=${name}]`);
  let seed = 1;
  let answer = null;

  function update() {
    const [level, slope] = ['level', 'slope'].map((name) => {
      const sd = Math.exp(Number(input(name).value));
      input(name).nextElementSibling.textContent = sd.toFixed(1);
      return sd;
    });
    ask('prior', {level, slope, seed}, (a) => {
      answer = {...a, level};
      redrawCurves();
      redrawHistogram();
    });
  }

  function drawCurves() {
    if (!answer) return;
    const p = plot(curves, {x: [-2, 2], y: [0, 1], xlabel: 'dose', ylabel: 'probability'});
    for (const c of answer.Curves) p.line(c.map((v, i) => [4 * i / (c.length - 1) - 2, v]), 'many');
  }

  function drawHistogram() {
    if (!answer) return;
    const shares = answer.Histogram, n = shares.length;
    const p = plot(histogram, {x: [0, 1], y: [0, 1.1 * Math.max(...shares)], xlabel: 'probability at dose 0', ylabel: 'share of the draws'});
    shares.forEach((s, i) => element(p.inside, 'rect', {class: 'bars edged', x: p.px(i / n), y: p.py(s), width: p.px(1 / n) - p.px(0), height: p.py(0) - p.py(s)}));
    const sure = Math.round(100 * answer.Sure);
    says.textContent = `Before any data, the prior holds that the probability at dose 0 is below 0.01 or above 0.99 with probability ${sure} %. ` +
      (answer.level > 3 ? 'A wide prior of the level is not a vague one: it is nearly sure that the answer is yes or no.'
        : answer.level < 0.8 ? 'A narrow prior of the level keeps the probability near one half.'
          : 'The probability may be almost anything: this prior is vague where it matters.');
  }

  const redrawCurves = redrawing(curves, drawCurves);
  const redrawHistogram = redrawing(histogram, drawHistogram);
  for (const name of ['level', 'slope']) input(name).addEventListener('input', update);
  input('draw').addEventListener('click', () => { seed++; update(); });
  update();
}
