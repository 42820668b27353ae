/** What somebody outside is sent. */
export interface PostRequest {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array<ArrayBuffer>;
}

/** What they answer; nothing else of the answer is of interest. */
export interface PostAnswer {
  readonly status: number;
  /** For how long they want to be left alone. */
  readonly retryAfterMs?: number;
}

/** The way to push services and webhooks. */
export interface Poster {
  /**
   * Posts to an endpoint as `parseEndpoint` gives it; follows no redirect, reads no body.
   *
   * @param signal Ends the attempt.
   * @throws {Error} when there is no answer, or the endpoint is not on the public internet; of the
   * endpoint it names the host alone.
   */
  post(endpoint: string, request: PostRequest, signal: AbortSignal): Promise<PostAnswer>;

  /** Ends all connections; may be called twice. */
  close(): Promise<void>;
}
