// Calls the public API under the viewer's session; a refusal becomes an Error in the server's own words.
import { csrf } from './safety.js';

export const call = async (method, url, body) => {
  const answer = await fetch(url, {
    method,
    headers: { Accept: 'application/json', ...(body ? { 'Content-Type': 'application/json' } : {}), ...csrf() },
    body: body ? JSON.stringify(body) : undefined,
  });
  const text = await answer.text();
  const json = text.startsWith('{') ? JSON.parse(text) : {};
  if (!answer.ok) throw new Error(json.detail ?? `The server refused with status ${answer.status}.`);
  return json;
};
