/** Why a vault does not answer. */
export type VaultTrouble =
  /** The browser keeps nothing here: a private window, or it was forbidden. */
  | "forbidden"
  /** There is no space left. */
  | "full"
  /** The browser's database does not answer. */
  | "stuck"
  /** It was wiped, here or in another tab, or closed. */
  | "gone"
  /** A record was changed by somebody else, or its key is another one. */
  | "damaged";

/** A vault cannot do what it was asked for; nothing of it is kept. */
export class VaultError extends Error {
  override readonly name = "VaultError";

  constructor(readonly trouble: VaultTrouble, message: string, options: ErrorOptions = {}) {
    super(message, options);
  }
}

/** Puts what a database threw into words that somebody can act upon; gives anything else as it is. */
export function toVaultError(error: unknown): unknown {
  if (!(error instanceof DOMException)) return error;
  const options = { cause: error };
  if (error.name === "QuotaExceededError") {
    return new VaultError("full", "Cannot keep secrets: the browser has no space left", options);
  }
  return new VaultError("forbidden", "Cannot keep secrets: the browser does not let us", options);
}
