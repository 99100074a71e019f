// The worker runs the library, so that the page stays quick while it computes.
importScripts('wasm_exec.js');

const loaded = (async () => {
  const response = await fetch('credence.wasm.gz');
  if (!response.ok) throw new Error(`credence.wasm.gz: ${response.status} ${response.statusText}`);
  const wasm = new Response(response.body.pipeThrough(new DecompressionStream('gzip')), {
    headers: {'Content-Type': 'application/wasm'},
  });
  const go = new Go();
  const {instance} = await WebAssembly.instantiateStreaming(wasm, go.importObject);
  go.run(instance).then(() => postMessage({failed: 'the library has ended; load the page again'}));
})();
loaded.then(() => postMessage({loaded: true}), (e) => postMessage({failed: `the library could not be loaded: ${e}`}));

onmessage = async ({data: {id, name, ask}}) => {
  await loaded;
  credence(name, JSON.stringify(ask), (answer) => postMessage({id, answer: JSON.parse(answer)}));
};
