// Starts the library in a worker, and the demonstrations of the page.
const status = document.querySelector('.library');
const worker = new Worker(new URL('worker.js', import.meta.url));
const waiting = new Map();
let calls = 0;

// call asks the library for something, and returns what it answers. An error has the library's words.
function call(name, ask) {
  return new Promise((resolve, reject) => {
    waiting.set(++calls, {resolve, reject});
    worker.postMessage({id: calls, name, ask});
  });
}

worker.onmessage = ({data: {id, answer, loaded, failed}}) => {
  if (loaded) {
    status.textContent = `The library is loaded (${status.dataset.size}). What moves on this page runs it in your browser.`;
    start();
  } else if (failed) {
    fail(failed);
  } else {
    const {resolve, reject} = waiting.get(id);
    waiting.delete(id);
    if (answer.error) reject(new Error(answer.error));
    else resolve(answer.value);
  }
};
worker.onerror = (e) => fail(e.message);

// fail says why nothing moves.
function fail(why) {
  status.textContent = `Nothing on this page moves: ${why}.`;
}

status.textContent = `Loading the library: ${status.dataset.size}, once …`;

async function start() {
  for (const figure of document.querySelectorAll('[data-demo]')) {
    const demo = await import(`../demos/${figure.dataset.demo}.js`);
    figure.querySelector('fieldset').disabled = false;
    demo.start(figure, latest(figure));
  }
}

// latest returns call for one demonstration: while it waits for an answer, only the newest of further questions is
// kept; shown is called with each answer, and errors are written below the picture.
function latest(figure) {
  const says = figure.querySelector('.says');
  let busy = false;
  let next = null;
  return async function ask(name, question, shown) {
    if (busy) {
      next = [name, question, shown];
      return;
    }
    busy = true;
    try {
      shown(await call(name, question));
      says.classList.remove('wrong');
    } catch (e) {
      says.classList.add('wrong');
      says.textContent = e.message;
    }
    busy = false;
    // How many answers there have been, for whoever waits for one.
    figure.dataset.answers = Number(figure.dataset.answers ?? 0) + 1;
    if (next) {
      const again = next;
      next = null;
      ask(...again);
    }
  };
}
