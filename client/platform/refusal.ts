/** The server did not do what it was asked for by HTTP. */
export class Refusal extends Error {
  override readonly name = "Refusal";

  /**
   * As a problem of the API says, which is its cause where there is one.
   *
   * @param code A code of the protocol, or `offline` when there was no answer.
   * @param message The server's own words.
   */
  constructor(readonly code: string, message: string, options: ErrorOptions = {}) {
    super(message, options);
  }
}
