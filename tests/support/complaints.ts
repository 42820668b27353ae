import type { Page } from "playwright-core";

/** What browsers say of a network that a test has cut, or of a page that it knows to be missing. */
const ofTheNetwork = /net::ERR_|WebSocket connection to .* failed|Failed to load resource/;

/** Errors on a test's pages: thrown, or on the console, violations of the CSP among them. */
export class Complaints {
  readonly #list: string[] = [];
  #isNetworkCut = false;

  /** Those so far, oldest first. */
  get list(): readonly string[] {
    return this.#list;
  }

  /** From now on failures of the network are part of the test. */
  expectNetworkFailures(): void {
    this.#isNetworkCut = true;
  }

  /** Begins to listen to a page. */
  watch(page: Page): void {
    page.on("pageerror", (error) => this.#list.push(error.message));
    page.on("console", (message) => {
      if (message.type() !== "error") return;
      if (this.#isNetworkCut && ofTheNetwork.test(message.text())) return;
      this.#list.push(`${message.text()} (${message.location().url})`);
    });
  }
}
