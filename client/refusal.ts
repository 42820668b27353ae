/** The server did not do what it was asked for by HTTP. */
export class Refusal extends Error {
  override readonly name = "Refusal";
  /** Milliseconds after which the server asks to try again, with `rate_limited`. */
  readonly retryAfterMs: number | undefined;

  /**
   * As a problem of the API says.
   *
   * @param code A code of the protocol, or `offline` when there was no answer.
   * @param message The server's own words.
   */
  constructor(
    readonly code: string,
    message: string,
    { retryAfterMs, ...options }: ErrorOptions & { retryAfterMs?: number } = {},
  ) {
    super(message, options);
    this.retryAfterMs = retryAfterMs;
  }
}

/** What a problem of the API says. */
export function refusalOf(
  { code, detail, retryAfter }: { code: string; detail: string; retryAfter?: unknown },
): Refusal {
  const isTime = Number.isFinite(retryAfter) && Number(retryAfter) >= 0;
  return new Refusal(code, detail, isTime ? { retryAfterMs: Number(retryAfter) } : {});
}
