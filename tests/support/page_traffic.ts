import { Buffer } from "node:buffer";
import type { Page, Request, Response } from "playwright-core";

/**
 * All that pages have said to servers and heard from them, as bytes: HTTP and sockets. What they upload
 * a browser does not show; for that, {@linkcode overhear} belongs into a proxy before the server.
 */
export class Traffic {
  readonly #kept: Uint8Array[] = [];
  /** What was sent, as it went over the wire: something may be in two pieces. */
  readonly #overheard: Uint8Array[] = [];
  /** Bodies that are still being read. */
  readonly #reading = new Set<Promise<void>>();

  /** Writes down what a client sends, in whatever pieces it comes. */
  readonly overhear = (bytes: Uint8Array): void => {
    this.#overheard.push(bytes);
  };

  /** Begins to write down what a page says and hears. */
  watch(page: Page): void {
    page.on("websocket", (socket) => {
      this.#keep(socket.url());
      socket.on("framesent", ({ payload }) => this.#keep(payload));
      socket.on("framereceived", ({ payload }) => this.#keep(payload));
    });
    page.on("request", (request) => {
      if (isOverNetwork(request)) this.#wait(this.#asked(request));
    });
    page.on("response", (response) => {
      if (isOverNetwork(response)) this.#wait(this.#answered(response));
    });
  }

  /** Everything so far, in pieces that were said or heard in one. */
  async all(): Promise<Uint8Array[]> {
    while (this.#reading.size > 0) await Promise.all(this.#reading);
    return [...this.#kept, Buffer.concat(this.#overheard)];
  }

  async #asked(request: Request): Promise<void> {
    this.#keep(request.url());
    this.#keep(JSON.stringify(await request.allHeaders()));
    const body = request.postDataBuffer();
    if (body) this.#keep(body);
  }

  async #answered(response: Response): Promise<void> {
    this.#keep(JSON.stringify(await response.allHeaders()));
    // The pages' own scripts say nothing of anybody.
    if (/\/(?:build|fonts|icons)\//.test(new URL(response.url()).pathname)) return;
    this.#keep(await response.body());
  }

  #wait(reading: Promise<void>): void {
    // What is redirected has no body, and what a page leaves behind has none any more.
    const settled = reading.catch(() => {}).finally(() => this.#reading.delete(settled));
    this.#reading.add(settled);
  }

  #keep(what: string | Uint8Array): void {
    this.#kept.push(typeof what === "string" ? Buffer.from(what) : what);
  }
}

/** Whether it leaves the browser: what a page has opened it shows by addresses of its own. */
function isOverNetwork(asked: Request | Response): boolean {
  return asked.url().startsWith("http");
}
