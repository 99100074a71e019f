// Asks the server.

// get returns what a path of the API says, or null while there is no network.
export async function get(path) {
  const r = await fetch(path);
  if (r.status === 503) return null;
  return said(r);
}

// post sends a request.
export async function post(path, body) {
  return said(await fetch(path, {method: 'POST', headers: {'Content-Type': 'application/json'}, body: JSON.stringify(body)}));
}

async function said(r) {
  const answer = await r.json();
  if (!r.ok) throw new Error(answer.error);
  return answer;
}

// sure writes how sure a network is, which is never quite: 1 is a rounded number.
export const sure = (confidence, digits) => percent(Math.min(confidence, 1 - 1e-9), digits);

// fixed writes a number; what is rounded to zero has no sign.
export const fixed = (x, digits) => Number(x.toFixed(digits)) === 0 ? (0).toFixed(digits) : x.toFixed(digits);

// percent writes a share, which does not break before the sign; what is not all is not called 100 %, and what is more than nothing not 0 %.
export function percent(share, digits = 1) {
  const least = 10 ** -digits;
  if (share > 0 && 100 * share < least / 2) return `under ${least}\u00a0%`;
  if (share < 1 && 100 * share >= 100 - least / 2) return `over ${(100 - least).toFixed(digits)}\u00a0%`;
  return `${(100 * share).toFixed(digits)}\u00a0%`;
}
