/** Answers that are not for keeping. */

/** A value as JSON. */
export function json(value: unknown, status = 200): Response {
  return Response.json(value, { status, headers: { "cache-control": "no-store" } });
}

/** `204`: it is done, and there is nothing to say. */
export function done(): Response {
  return new Response(null, { status: 204, headers: { "cache-control": "no-store" } });
}

/** `303`: what was asked for is found by another address. */
export function redirect(location: string): Response {
  return new Response(null, { status: 303, headers: { location, "cache-control": "no-store" } });
}
