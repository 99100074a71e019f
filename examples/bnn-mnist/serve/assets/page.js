// The page: what happens on the server, and what somebody does here.
import {fixed, get, percent, post} from './ask.js';
import {chart} from './charts.js';
import {drawing} from './drawing.js';
import {show} from './answer.js';
import {sheet} from './sheet.js';
import {areDigits, name, tell, things} from './classes.js';

const find = (id) => document.getElementById(id);
const number = new Intl.NumberFormat('en');

// --- It learns ---

const elbo = chart(find('elbo'), {series: ['solid'], xlabel: 'steps', large: true});
const accuracy = chart(find('accuracy'), {series: ['solid', 'dashed'], y: [0, 1], xlabel: 'steps', percent: 'y'});
let state = null, history = [];

function plotHistory() {
  const steps = history.map((p) => p.step);
  elbo([steps, history.map((p) => p.elbo)]);
  accuracy([steps, history.map((p) => p.scores?.accuracy ?? null), history.map((p) => p.scores?.ece ?? null)]);
}

const says = (phase) => ({
  training: 'The Bayesian network learns. Pause it to try it as it is.',
  measuring: `It is asked about the test ${things()}.`,
  paused: 'Paused: try it below, then go on.',
  ordinary: 'The Bayesian network is trained: try it below. The ordinary one learns.',
  ready: 'Both networks are trained.',
})[phase];

function status(s) {
  const before = state;
  state = {...state, ...s};
  const p = state.latest;
  if (p && p.step === history.at(-1)?.step) history.pop(); // it has been scored since
  if (p && p.step > (history.at(-1)?.step ?? 0)) history.push(p);
  plotHistory();
  const rate = p && state.phase === 'training' && p.images_per_second > 0 ? `, ${number.format(Math.round(p.images_per_second))} images a second` : '';
  const scores = p?.scores ? `, accuracy ${percent(p.scores.accuracy)}, calibration error ${percent(p.scores.ece)}` : '';
  find('status').textContent = `Step ${state.step} of ${state.total}${p ? `: ELBO ${fixed(p.elbo, 3)}${scores}${rate}` : ''}.`;
  if (find('phase').textContent !== says(state.phase)) find('phase').textContent = says(state.phase);
  find('progress').value = state.step / state.total;
  const over = state.phase === 'ordinary' || state.phase === 'ready' || state.step >= state.total;
  find('pause').disabled = find('stop').disabled = over;
  find('pause').textContent = state.phase === 'paused' ? 'Go on' : 'Pause';
  document.body.dataset.phase = state.phase;
  if (state.shown > 0 && (state.shown !== before?.shown || state.phase !== before?.phase)) reload().catch(() => {}); // that the program has ended is told by its events
}

// The numbers change all the time, which nobody wants to be told; the phase is told when it changes.
const events = new EventSource('api/events');
events.addEventListener('state', (e) => {
  const s = JSON.parse(e.data);
  history = s.history;
  tell(s);
  find('name').textContent = `Here it is ${s.name}, with ${number.format(s.train)} ${things()} to train on and ${number.format(s.test)} to test with.`;
  status(s);
});
events.addEventListener('status', (e) => status(JSON.parse(e.data)));
events.addEventListener('error', () => { find('phase').textContent = 'The program does not answer. If it has ended, start it again; the page connects by itself.'; });

async function command(action) {
  try {
    status(await post('api/training', {action}));
  } catch (e) {
    find('phase').textContent = e.message;
  }
}
find('pause').addEventListener('click', () => command(state.phase === 'paused' ? 'continue' : 'pause'));
find('stop').addEventListener('click', () => command('stop'));

// --- Draw a digit ---

let digit = null; // the test digit that is looked at; null means the drawing
let asking = false, again = false;

const canvas = drawing(() => {
  digit = null;
  sheets.choose(null);
  find('source').textContent = '';
  predict();
});

const sliders = {turn: (v) => `${v}°`, shift_x: String, shift_y: String, blur: String, noise: (v) => percent(v, 0)};
for (const [id, write] of Object.entries(sliders)) {
  find(id).addEventListener('input', () => {
    find(id).nextElementSibling.textContent = write(Number(find(id).value));
    predict();
  });
}
function unchanged() {
  for (const [id, write] of Object.entries(sliders)) {
    find(id).value = 0;
    find(id).nextElementSibling.textContent = write(0);
  }
}
find('reset').addEventListener('click', () => { unchanged(); predict(); });
find('clear').addEventListener('click', () => {
  canvas.clear();
  digit = null;
  sheets.choose(null);
  find('source').textContent = '';
  unchanged();
  predict();
});

// predict asks about what is drawn or chosen; while an answer is on its way, it asks once more after it.
async function predict() {
  if (asking) {
    again = true;
    return;
  }
  const body = digit === null ? {drawing: canvas.ink()} : {digit};
  if (body.drawing === null) {
    show(null);
    return;
  }
  if (!state || state.shown === 0) {
    find('doubt-says').textContent = 'No network is trained yet: wait for the training, or pause it.';
    return;
  }
  for (const id of Object.keys(sliders)) body[id] = Number(find(id).value);
  body.seed = 1;
  body.threshold = threshold();
  asking = true;
  document.body.dataset.asking = 'yes';
  try {
    show(await post('api/predict', body));
  } catch (e) {
    find('doubt-says').textContent = e.message;
  }
  asking = false;
  if (again) {
    again = false;
    predict();
    return;
  }
  delete document.body.dataset.asking;
}

// --- When it may say "I don't know" ---

const curve = chart(find('curve'), {series: ['solid', 'dashed', 'ring'], x: [0, 1], y: (u, low) => [Math.min(Math.floor(20 * (low ?? 0)) / 20, 0.95), 1], xlabel: 'answered', percent: 'both'});
const reliability = chart(find('reliability'), {series: ['solid', 'dashed', 'dotted'], x: [0, 1], y: [0, 1], xlabel: 'confidence', percent: 'both', points: true});
let digits = null, scores = null, moved = false; // whether somebody moved the threshold

const threshold = () => Number(find('threshold').value) / 100;

function answers() {
  const t = threshold();
  find('threshold').nextElementSibling.textContent = percent(t);
  if (!digits || !scores) return;
  let answered = 0, right = 0;
  digits.confidence.forEach((c, i) => {
    if (c < t) return;
    answered++;
    if (digits.class[i] === digits.label[i]) right++;
  });
  const n = digits.label.length, share = answered / n;
  find('threshold-says').textContent = answered === 0 ? `It answers none of the test ${things()}.` :
    `It answers ${percent(share)} of the test ${things()}, ${percent(right / answered, 2)} of them right: ${answered - right} wrong of ${answered}.`;
  const b = scores.bayesian.curve, o = scores.ordinary?.curve;
  const x = b.map((a) => a.share);
  const ring = x.map(() => null);
  if (answered > 0) ring[Math.max(0, Math.round(share * 100) - 1)] = right / answered;
  curve([x, b.map((a) => a.accuracy), x.map((_, i) => o?.[i].accuracy ?? null), ring]);
}

function reliable() {
  const b = scores.bayesian.reliability, o = scores.ordinary?.reliability ?? [];
  const x = [...new Set([0, 1, ...b.map((a) => a.confidence), ...o.map((a) => a.confidence)])].sort((p, q) => p - q);
  const at = (bins) => x.map((v) => bins.find((a) => a.confidence === v)?.accuracy ?? null);
  reliability([x, at(b), at(o), x]);
}

let moving = 0;
find('threshold').addEventListener('input', () => {
  moved = true;
  answers();
  clearTimeout(moving);
  moving = setTimeout(() => { sheets.update(null, threshold()); predict(); }, 50);
});

// --- Test digits, first layer ---

const sheets = sheet((i, label) => {
  digit = i;
  canvas.clear();
  find('source').textContent = areDigits() ? `. Test digit ${i}, a ${label}.` : `. Test image ${i}: ${name(label)}.`;
  predict();
  find('canvas').scrollIntoView({block: 'nearest'});
});

// reload shows the network that the server has now.
async function reload() {
  const [d, s, w] = await Promise.all([get('api/digits'), get('api/scores'), get('api/weights')]);
  if (!d || !s || !w) return;
  digits = d;
  scores = s;
  if (!moved) find('threshold').value = 100 * d.threshold;
  answers();
  reliable();
  sheets.update(d, threshold());
  find('weights').hidden = w.units === 0;
  for (const [id, name] of [['means', 'mean'], ['widths', 'width']]) {
    find(id).src = `api/weights/${name}.png?steps=${w.steps}`;
    find(id).alt = `${name}s of the weights of ${w.units} hidden units`;
  }
  find('mean-range').textContent = `White and black are ±${w.mean.toFixed(2)}.`;
  find('width-range').textContent = `Black is ${w.width.toFixed(2)}.`;
  predict();
  document.body.dataset.reloads = Number(document.body.dataset.reloads ?? 0) + 1;
}
