import type { User } from "../store/accounts.ts";
import type { Person } from "../wire/messages.ts";

/** Who runs the server: those whom the operator named, else the first who signed in. */
export class Admins {
  readonly #named: ReadonlySet<string>;

  /**
   * @param named Verified e-mail addresses, ids as `GET /api/me` gives them, or what a provider calls
   * somebody, behind its address and `#`.
   */
  constructor(named: readonly string[]) {
    // What a provider calls people has capitals that count, their addresses have not.
    this.#named = new Set(named.map((name) => isEmail(name) ? name.toLowerCase() : name));
  }

  /** @param user Who they are where they signed in. */
  has(person: Person, user: User | undefined): boolean {
    if (this.#named.size === 0) return user?.isFirst ?? false;
    const names = [person.id];
    if (user) names.push(`${user.issuer}#${user.subject}`);
    if (user?.email) names.push(user.email.toLowerCase());
    return names.some((name) => this.#named.has(name));
  }
}

function isEmail(name: string): boolean {
  return name.includes("@") && !name.includes("#");
}
