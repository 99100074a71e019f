import {element, plot, redrawing} from '../static/plot.js';

// The reader drags where a transition of NUTS starts, and goes through its doublings.
export function start(figure, ask) {
  const svg = figure.querySelector('svg');
  const says = figure.querySelector('.says');
  const input = (name) => figure.querySelector(`[name=${name}]`);
  let seed = 51; // whose trajectory doubles five times from the first start
  let density = null, answer = null, axes = null;

  const between = ([low, high], share) => low + share * (high - low);
  const ranges = () => [[density.Low[0], density.High[0]], [density.Low[1], density.High[1]]];

  function choose() {
    ask('density', {density: input('density').value}, (a) => {
      density = {...a, lines: contours(a)};
      update();
    });
  }

  function update() {
    const [x, y] = ranges();
    const at = [between(x, Number(input('across').value)), between(y, Number(input('up').value))];
    const stepSize = Math.exp(Number(input('eps').value));
    [['across', at[0].toFixed(2)], ['up', at[1].toFixed(2)], ['eps', stepSize.toFixed(3)]].forEach(([name, words]) => {
      input(name).nextElementSibling.textContent = words;
    });
    ask('nuts', {density: input('density').value, start: at, stepSize, seed}, (a) => {
      answer = {...a, start: at};
      redraw();
    });
  }

  function draw() {
    if (!answer) return;
    const [x, y] = ranges();
    const p = axes = plot(svg, {x, y, xlabel: '', ylabel: ''});
    for (const segments of density.lines) {
      element(p.inside, 'path', {class: 'thin', d: segments.map(([a, b]) => `M${p.px(a[0]).toFixed(1)} ${p.py(a[1]).toFixed(1)}L${p.px(b[0]).toFixed(1)} ${p.py(b[1]).toFixed(1)}`).join('')});
    }
    const {Points, Doublings, Momentum} = answer;
    const all = Doublings.length;
    const shown = Math.min(all, Number(input('shown').value));
    input('shown').nextElementSibling.textContent = `${shown} of ${all}`;
    const visible = shown ? Points.slice(0, Doublings[shown - 1].Points) : [];
    const path = [...visible, {At: answer.start, Time: 0}].sort((a, b) => a.Time - b.Time);
    if (path.length > 1) p.line(path.map((s) => s.At), 'path');
    const place = ([a, b]) => ({cx: p.px(a), cy: p.py(b)});
    visible.forEach((s, i) => {
      const doubling = Doublings.find((d) => i < d.Points);
      const {cx, cy} = place(s.At);
      if (!doubling.Kept) element(p.inside, 'path', {class: 'cross', d: `M${cx - 3} ${cy - 3}l6 6m0 -6l-6 6`});
      else element(p.inside, 'circle', {class: s.Time > 0 ? 'ahead' : 'behind', cx, cy, r: 3});
    });
    const {cx, cy} = place(answer.start);
    const unit = Math.hypot(...Momentum);
    element(p.inside, 'path', {class: 'arrow', d: `M${cx} ${cy}l${36 * Momentum[0] / unit} ${-36 * Momentum[1] / unit}`});
    element(p.inside, 'rect', {class: 'start', x: cx - 6, y: cy - 6, width: 12, height: 12});
    element(p.inside, 'circle', {class: 'grip', cx, cy, r: 24});
    if (shown) {
      const chosen = Doublings[shown - 1].Chosen;
      const {cx, cy} = place(chosen < 0 ? answer.start : Points[chosen].At);
      const star = [...Array(10).keys()].map((i) => {
        const r = i % 2 ? 5 : 12, a = Math.PI * i / 5;
        return `${cx + r * Math.sin(a)} ${cy - r * Math.cos(a)}`;
      });
      element(p.inside, 'path', {class: 'star', d: `M${star.join('L')}Z`});
    }
    says.textContent = words(shown);
  }

  // words tells what the last doubling that is shown has done.
  function words(shown) {
    const {Points, Doublings, Why, Accept} = answer;
    if (!shown) return 'The start, and the momentum that was drawn: the ball is pushed this way.';
    const d = Doublings[shown - 1];
    const before = shown > 1 ? Doublings[shown - 2].Points : 0;
    const steps = d.Points - before;
    let text = `Doubling ${shown} goes ${d.Ahead ? 'forward' : 'backward'} in time, ${steps} step${steps > 1 ? 's' : ''}. `;
    if (shown < Doublings.length) return text + 'The trajectory has not turned yet; the star is the draw if it ended here.';
    const worst = Math.max(...Points.map((s) => Math.abs(s.Error)));
    text += {
      'turned': 'Now its ends come closer: a U-turn. ',
      'turned inside': 'This half turns within itself, and is thrown away. ',
      'diverged': 'The energy has gone wrong by more than 1000: a divergence. This half is thrown away. ',
      'depth': 'This demonstration ends here. ',
    }[Why];
    return text + `${Points.length} steps in all; the mean acceptance is ${Accept.toFixed(2)}, the largest error of the energy ${worst >= 1000 ? 'above 1000' : worst.toFixed(2)}.`;
  }

  let dragging = false;
  svg.addEventListener('pointerdown', (e) => {
    if (!e.target.classList.contains('grip')) return;
    dragging = true;
    svg.setPointerCapture(e.pointerId);
    e.preventDefault();
  });
  svg.addEventListener('pointermove', (e) => {
    if (!dragging) return;
    const [x, y] = ranges();
    input('across').value = (axes.toX(e.clientX) - x[0]) / (x[1] - x[0]);
    input('up').value = (axes.toY(e.clientY) - y[0]) / (y[1] - y[0]);
    update();
  });
  for (const end of ['pointerup', 'pointercancel']) svg.addEventListener(end, () => { dragging = false; });

  const redraw = redrawing(svg, draw);
  input('density').addEventListener('change', choose);
  input('momentum').addEventListener('click', () => { seed++; update(); });
  for (const name of ['across', 'up', 'eps']) input(name).addEventListener('input', update);
  input('shown').addEventListener('input', redraw);
  choose();
}

// contours returns, for each level, line segments where the grid crosses it: a triangle has two crossings or none.
function contours({Low, High, Columns, Heights, Levels}) {
  const at = (i, j) => [
    Low[0] + j / (Columns - 1) * (High[0] - Low[0]), Low[1] + i / (Columns - 1) * (High[1] - Low[1]), Heights[i * Columns + j],
  ];
  return Levels.map((level) => {
    const segments = [];
    for (let i = 0; i + 1 < Columns; i++) {
      for (let j = 0; j + 1 < Columns; j++) {
        const corners = [at(i, j), at(i, j + 1), at(i + 1, j + 1), at(i + 1, j)];
        for (const [a, b, c] of [[0, 1, 2], [0, 2, 3]]) {
          const crossings = [[a, b], [b, c], [c, a]].map(([m, n]) => [corners[m], corners[n]])
            .filter(([m, n]) => (m[2] < level) !== (n[2] < level))
            .map(([m, n]) => { const t = (level - m[2]) / (n[2] - m[2]); return [m[0] + t * (n[0] - m[0]), m[1] + t * (n[1] - m[1])]; });
          if (crossings.length === 2) segments.push(crossings);
        }
      }
    }
    return segments;
  });
}
