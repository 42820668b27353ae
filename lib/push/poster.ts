/** What a push service is sent. */
export interface PushRequest {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array<ArrayBuffer>;
}

/** What it answers; nothing else of the answer is of interest. */
export interface PushAnswer {
  readonly status: number;
  /** For how long it wants to be left alone. */
  readonly retryAfterMs?: number;
}

/** The way to push services. */
export interface Poster {
  /**
   * Posts to an endpoint as `parseEndpoint` gives it; follows no redirect, reads no body.
   *
   * @param signal Ends the attempt.
   * @throws {Error} when there is no answer, or the endpoint is not where a push service can be.
   */
  post(endpoint: string, request: PushRequest, signal: AbortSignal): Promise<PushAnswer>;

  /** Ends all connections; may be called twice. */
  close(): Promise<void>;
}
