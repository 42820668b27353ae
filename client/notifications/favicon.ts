import { noBadge } from "./badge.ts";
import type { Badge } from "./badge.ts";
import { badgedIcon } from "./badged_icon.ts";

/** The page's icon, with a badge on it while there is something to read. */
export class Favicon {
  readonly #link: HTMLLinkElement | null;
  readonly #plainAddress: string;
  #svg: Promise<string> | undefined;
  #shown: Badge = noBadge;

  /** Takes the page's icon as it is; does nothing where that is no SVG. */
  constructor(document: Document) {
    this.#link = document.querySelector('link[rel="icon"][type="image/svg+xml"]');
    this.#plainAddress = this.#link?.href ?? "";
  }

  /** Shows a badge in place of the last one. */
  async show(badge: Badge): Promise<void> {
    if (this.#link === null) return;
    this.#shown = badge;
    if (!badge.hasNews) return void (this.#link.href = this.#plainAddress);
    const svg = await this.#read();
    // Something else may be there to be shown since.
    if (this.#shown === badge) this.#link.href = badgedIcon(svg, badge);
  }

  /** Reads the icon, when it is first needed; what fails is tried again the next time. */
  #read(): Promise<string> {
    this.#svg ??= fetch(this.#plainAddress).then((answer) => answer.text());
    this.#svg.catch(() => this.#svg = undefined);
    return this.#svg;
  }
}
