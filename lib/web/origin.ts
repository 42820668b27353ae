import { ChatError } from "../errors.ts";

/** Tells which requests come from our own pages. */
export class OriginPolicy {
  readonly #allowed: ReadonlySet<string>;

  /** @param allowed Further origins that count as our own, as `https://chat.example.org`. */
  constructor(allowed: readonly string[]) {
    this.#allowed = new Set(allowed);
  }

  /** Whether a page is reached over HTTPS, as far as its address or the operator says. */
  isHttps(url: URL): boolean {
    return url.protocol === "https:" ||
      [...this.#allowed].some((origin) => origin.startsWith("https:"));
  }

  /** The origin that browsers reach us by: that of `url`, unless the operator named others. */
  ownOrigin(url: URL): string {
    const [first = url.origin] = this.#allowed;
    return this.#allowed.has(url.origin) ? url.origin : first;
  }

  /**
   * Refuses an upgrade that another site's page could have asked for.
   *
   * A browser names the page's origin, which has to be our host or an allowed one. A request that
   * names none comes from a script, and a script carries no cookie.
   *
   * @throws {ChatError} `forbidden`.
   */
  checkUpgrade(request: Request): void {
    const origin = request.headers.get("origin");
    if (origin === null) {
      if (!request.headers.has("cookie")) return;
      throw new ChatError("forbidden", "Cannot accept a cookie without an Origin header");
    }
    if (!this.#isOurs(origin, request)) throw foreign();
  }

  /**
   * Refuses a change of state that another site's page could have asked for: as
   * {@linkcode checkUpgrade}, but `Sec-Fetch-Site: same-origin` will do for an origin.
   *
   * @throws {ChatError} `forbidden`.
   */
  checkChange(request: Request): void {
    const site = request.headers.get("sec-fetch-site");
    if (request.headers.has("origin")) return this.checkUpgrade(request);
    if (site === "same-origin") return;
    if (site === "cross-site" || site === "same-site") throw foreign();
    this.checkUpgrade(request);
  }

  /**
   * Whether a page was opened by our own page or by the person in front of it, not by a link or a
   * form elsewhere. Plain HTTP has no `Sec-Fetch-Site`; there the referrer tells, which our pages
   * send to our own host only.
   */
  isOwnNavigation(request: Request): boolean {
    const site = request.headers.get("sec-fetch-site");
    if (site !== null) return site === "same-origin" || site === "none";
    const referrer = request.headers.get("referer");
    return referrer !== null && this.#isOurs(referrer, request);
  }

  #isOurs(address: string, request: Request): boolean {
    const url = URL.parse(address);
    if (!url || !/^https?:$/.test(url.protocol)) return false;
    if (this.#allowed.has(url.origin)) return true;
    // Where the operator says by which scheme we are reached, whoever is on the way has the other.
    if (this.#allowed.has(`${url.protocol === "http:" ? "https:" : "http:"}//${url.host}`)) {
      return false;
    }
    // Read like the address, so that capitals and a port that goes without saying do not matter.
    return URL.parse(`${url.protocol}//${request.headers.get("host")}`)?.host === url.host;
  }
}

function foreign(): ChatError {
  return new ChatError("forbidden", "Cannot accept this request from another site", {
    reason: "other_site",
  });
}
