// The reader puts handlers around a model, and goes with a site through them.
export function start(figure, ask) {
  const boxes = figure.querySelectorAll('[type=checkbox]');
  const says = figure.querySelector('.says');
  const rows = figure.querySelectorAll('tbody tr');
  const trace = figure.querySelector('pre code');
  const button = (name) => figure.querySelector(`[name=${name}]`);
  let seed = 1, at = 0;
  let answer = null;

  function update() {
    const handlers = [...boxes].filter((b) => b.checked).map((b) => b.name);
    ask('onion', {handlers, seed}, (a) => {
      answer = a;
      at = Math.min(at, a.Steps.length - 1);
      show();
    });
  }

  function show() {
    const {Layers, Steps, Trace} = answer;
    const now = Steps[at];
    button('place').textContent = `step ${at + 1} of ${Steps.length}`;
    button('back').disabled = at === 0;
    button('next').disabled = at === Steps.length - 1;
    says.textContent = now.Does;
    const fields = (s) => s ? [s.Value, s.Role, s.Scale, s.LogProb] : ['', '', '', ''];
    const before = fields(Steps[at - 1]);
    fields(now).forEach((v, i) => {
      const changed = at > 0 && String(v) !== String(before[i]);
      rows[i].className = changed ? 'changed' : '';
      rows[i].cells[1].textContent = v + (changed ? ` (was ${before[i]})` : '');
    });
    trace.textContent = at === Steps.length - 1 ? Trace : 'The trace is made at the end of the run.';

    // Boxes in boxes: each layer around those that are inside.
    const onion = figure.querySelector('.onion');
    let inside = null;
    [...Layers, 'ppl.Run draws, and keeps the trace'].forEach((code, i) => {
      const layer = document.createElement('div');
      layer.className = 'layer';
      const line = document.createElement('code');
      line.textContent = code;
      layer.append(line);
      if (inside) layer.append(inside);
      if (now.Layer === i - 1) {
        layer.classList.add('here');
        const marker = document.createElement('p');
        marker.textContent = now.Out ? 'w is here, on its way out ▼' : 'w is here, on its way back ▲';
        layer.append(marker);
      }
      inside = layer;
    });
    onion.replaceChildren(inside);
  }

  for (const b of boxes) b.addEventListener('change', () => { at = 0; update(); });
  button('back').addEventListener('click', () => { at--; show(); });
  button('next').addEventListener('click', () => { at++; show(); });
  button('draw').addEventListener('click', () => { seed++; update(); });
  update();
}
