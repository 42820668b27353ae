/** How long to wait before connecting again, so that a restarted server is not stormed. */

const firstCapMs = 5_000;
const lastCapMs = 30_000;
const blinkMs = 1_000;

/**
 * Picks the wait before the next try, in milliseconds.
 *
 * A random time from 0 to 5 s, the bound doubling with each failure up to 30 s ("Codes" in `docs/PROTOCOL.md`).
 * The very first wait after a connection that just broke is at most 1 s: that is most often one
 * person's network, and they are looking at the page; and so it is when the server goes away. A server
 * that closes sockets for other reasons closes many at once, hence the full spread there.
 *
 * @param failures Tries that failed in a row, 0 for the first wait.
 * @param options.wasDropped Whether the connection broke or the server went away, rather than closing it.
 * @param options.random A number from 0 up to, not including, 1.
 */
export function retryDelayMs(
  failures: number,
  options: { wasDropped: boolean; random: number },
): number {
  if (failures === 0 && options.wasDropped) return Math.floor(options.random * blinkMs);
  const doublings = options.wasDropped ? failures - 1 : failures;
  const cap = Math.min(lastCapMs, firstCapMs * 2 ** doublings);
  return Math.floor(options.random * cap);
}
