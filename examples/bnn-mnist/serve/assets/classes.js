// The classes, as the server names them.
let names = [...'0123456789'], digits = true;

// tell takes the server's state. Where the images are not digits, some words are others.
export function tell(state) {
  names = state.classes;
  digits = state.digits;
  if (!digits) for (const e of document.querySelectorAll('[data-images]')) e.textContent = e.dataset.images;
}

export const count = () => names.length;
export const areDigits = () => digits;
export const things = () => digits ? 'digits' : 'images';

// name returns the name of a class, shortened in its middle if it is long.
export function name(k) {
  const letters = [...names[k]];
  return letters.length <= 14 ? names[k] : `${letters.slice(0, 8).join('')}…${letters.slice(-5).join('')}`;
}
