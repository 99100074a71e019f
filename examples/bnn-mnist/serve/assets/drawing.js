// The canvas: strokes by mouse, pen or finger, as an image of ink.
const canvas = document.getElementById('canvas');
const pen = document.getElementById('pen');
const c = canvas.getContext('2d', {willReadFrequently: true});

// drawing calls changed after each piece of a stroke, and returns what the drawing can do.
export function drawing(changed) {
  let pointer = null, last = null;
  const place = (e) => {
    const r = canvas.getBoundingClientRect(), edge = canvas.clientLeft;
    return [(e.clientX - r.left - edge) * canvas.width / canvas.clientWidth, (e.clientY - r.top - edge) * canvas.height / canvas.clientHeight];
  };
  const line = (to) => {
    c.lineCap = c.lineJoin = 'round';
    c.lineWidth = pen.value;
    c.beginPath();
    c.moveTo(...(last ?? to));
    c.lineTo(...to);
    c.stroke();
    last = to;
  };
  canvas.addEventListener('pointerdown', (e) => {
    if (pointer !== null || e.button !== 0) return;
    pointer = e.pointerId;
    canvas.setPointerCapture(pointer);
    last = null;
    line(place(e));
    changed();
  });
  canvas.addEventListener('pointermove', (e) => {
    if (e.pointerId !== pointer) return;
    const between = e.getCoalescedEvents?.() ?? [];
    for (const at of between.length > 0 ? between : [e]) line(place(at));
    changed();
  });
  for (const end of ['pointerup', 'pointercancel']) {
    canvas.addEventListener(end, (e) => { if (e.pointerId === pointer) pointer = null; });
  }
  return {
    clear() { c.clearRect(0, 0, canvas.width, canvas.height); },
    // ink returns the drawing as the API takes it, or null if nothing is drawn.
    ink() {
      const {data} = c.getImageData(0, 0, canvas.width, canvas.height);
      let text = '', any = false;
      const bytes = new Uint8Array(data.length / 4);
      for (let i = 0; i < bytes.length; i++) any = (bytes[i] = data[4 * i + 3]) > 0 || any;
      if (!any) return null;
      for (let i = 0; i < bytes.length; i += 8192) text += String.fromCharCode(...bytes.subarray(i, i + 8192));
      return {width: canvas.width, height: canvas.height, pixels: btoa(text)};
    },
  };
}
