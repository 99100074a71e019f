// The sheet of test digits.
import {sure} from './ask.js';
import {count, name, things} from './classes.js';

const find = (id) => document.getElementById(id);
const page = 48;

// sheet calls chosen with the number of a digit, and returns a function that takes the digits and the threshold.
export function sheet(chosen) {
  let digits = null, threshold = 0, shown = page, current = null;

  const fate = (i) => digits.confidence[i] < threshold ? 'refused' : digits.class[i] === digits.label[i] ? 'right' : 'wrong';
  const words = {refused: '? no answer', right: '✓ right', wrong: '✗ wrong'};

  function render() {
    if (!digits) return;
    const label = find('class').value, filter = find('filter').value, order = find('order').value;
    const rows = [...digits.label.keys()].filter((i) => (label === '' || digits.label[i] === Number(label)) && (filter === '' || fate(i) === filter));
    if (order === 'doubt') rows.sort((a, b) => digits.confidence[a] - digits.confidence[b]);
    if (order === 'mutual') rows.sort((a, b) => digits.mutual_information[b] - digits.mutual_information[a]);
    find('sheet-says').textContent = `${rows.length} of ${digits.label.length} ${things()}`;
    find('sheet').replaceChildren(...rows.slice(0, shown).map((i) => {
      const item = document.createElement('li'), button = document.createElement('button'), image = new Image(56, 56), text = document.createElement('span');
      image.alt = '';
      image.src = `api/digits/${i}.png`;
      text.textContent = `is ${name(digits.label[i])}, says ${name(digits.class[i])}\n${sure(digits.confidence[i], 0)} sure\n${words[fate(i)]}`;
      button.type = 'button';
      button.dataset.digit = i;
      button.setAttribute('aria-pressed', i === current);
      button.append(image, text);
      button.addEventListener('click', () => { choose(i); chosen(i, digits.label[i]); });
      item.append(button);
      return item;
    }));
    find('more').hidden = rows.length <= shown;
  }
  function choose(i) {
    current = i;
    for (const b of find('sheet').querySelectorAll('button')) b.setAttribute('aria-pressed', Number(b.dataset.digit) === i);
  }
  for (const id of ['class', 'filter', 'order']) find(id).addEventListener('change', () => { shown = page; render(); });
  find('more').addEventListener('click', () => { shown += page; render(); });
  return {
    choose,
    update(d, t) {
      digits = d ?? digits;
      for (let k = find('class').length - 1; k < count(); k++) find('class').add(new Option(name(k), k));
      threshold = t;
      render();
    },
  };
}
