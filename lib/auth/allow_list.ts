/** Who of those whom a provider vouches for may come. */
export class AllowList {
  readonly #options: AllowListOptions;

  constructor(options: AllowListOptions) {
    this.#options = options;
  }

  /**
   * Whether somebody may come: everybody may where nothing is asked for.
   *
   * @param email One that the provider has verified.
   * @param claims What the provider says of them.
   */
  admits(email: string | undefined, claims: Readonly<Record<string, unknown>>): boolean {
    const { domains, groups, groupsClaim } = this.#options;
    if (domains.length === 0 && groups.length === 0) return true;
    const domain = email?.slice(email.lastIndexOf("@") + 1).toLowerCase();
    if (domain !== undefined && domains.includes(domain)) return true;
    const theirs = [claims[groupsClaim]].flat();
    return groups.some((group) => theirs.includes(group));
  }
}

/** What an {@linkcode AllowList} asks for; one of all is enough. */
export interface AllowListOptions {
  /** Domains of e-mail addresses, in lower case. */
  domains: readonly string[];
  groups: readonly string[];
  /** The claim that holds somebody's groups: one, or a list. */
  groupsClaim: string;
}
