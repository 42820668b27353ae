import { createHash, timingSafeEqual } from "node:crypto";
import { ChatError } from "../errors.ts";
import type { Visit } from "./router.ts";

/** What a {@linkcode MetricsPage} is made of. */
export interface MetricsPageOptions {
  /** Who has it may ask from anywhere; nobody may where it is empty. */
  token: string;
  /** Writes the metrics down. */
  expose: () => Promise<string>;
  /** The media type of that. */
  type: string;
}

/** Answers `GET /metrics`, to programs on this machine and to those that have the token. */
export class MetricsPage {
  readonly #options: MetricsPageOptions;

  constructor(options: MetricsPageOptions) {
    this.#options = options;
  }

  /**
   * The metrics.
   *
   * @throws {ChatError} `forbidden` from elsewhere where there is no token, `unauthenticated` where
   * there is one and it is not given.
   */
  async show({ headers }: Request, { isLocal }: Visit): Promise<Response> {
    if (!isLocal) this.#check(headers.get("authorization"));
    const { expose, type } = this.#options;
    return new Response(await expose(), {
      headers: { "content-type": type, "cache-control": "no-store" },
    });
  }

  #check(authorization: string | null): void {
    const { token } = this.#options;
    const what = "Cannot show the metrics";
    if (token === "") {
      throw new ChatError("forbidden", `${what}: only programs on this machine may ask`);
    }
    const [, given] = /^Bearer +(\S+)$/i.exec(authorization ?? "") ?? [];
    if (given !== undefined && timingSafeEqual(digest(given), digest(token))) return;
    throw new ChatError("unauthenticated", `${what}: the token is missing or wrong`);
  }
}

/** Of one length, whatever was given. */
function digest(text: string): Uint8Array {
  return createHash("sha256").update(text).digest();
}
