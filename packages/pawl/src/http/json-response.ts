/** The text of each JSON answer, for those who write it to a socket: reading it back out of a stream costs more. */
const texts = new WeakMap<Response, string>();

export function jsonResponse(body: unknown, headers: Record<string, string> = {}, status = 200): Response {
  const text = JSON.stringify(body);
  const response = new Response(text, {
    status,
    headers: { "content-type": "application/json; charset=utf-8", ...headers },
  });
  texts.set(response, text);
  return response;
}

/** The whole body of an answer that was made here; undefined if it is another's, or none. */
export function textOf(response: Response): string | undefined {
  return texts.get(response);
}

export function noContent(): Response {
  return new Response(null, { status: 204 });
}
