/** What the service worker does with a request, see {@linkcode routeOf}. */
export type WorkerRoute =
  /** A page that the network gives, or in its absence the shell of a room. */
  | "room"
  /** The same for the start page. */
  | "home"
  /** A file that never changes: kept once it was loaded. */
  | "file"
  /** Nothing: it is as if there were no worker. */
  | "none";

/** A file whose name carries a hash of its content, by the server or by the bundler. */
const unchanging = /^\/static\/.*(?:\.[0-9a-f]{10}\.\w+|-[0-9A-Z]{8}\.js)$/;

/**
 * Says what becomes of a request. What is private or changes goes to the network untouched, and so
 * does a form that gives a name: the server has to see where that comes from.
 *
 * @param origin The worker's own.
 */
export function routeOf(
  { method, mode, url }: Pick<Request, "method" | "mode" | "url">,
  origin: string,
): WorkerRoute {
  const { origin: asked, pathname, searchParams } = new URL(url);
  if (asked !== origin || method !== "GET") return "none";
  if (mode !== "navigate") return unchanging.test(pathname) ? "file" : "none";
  if (pathname === "/") return "home";
  return pathname === "/chat" && !searchParams.has("name") ? "room" : "none";
}
