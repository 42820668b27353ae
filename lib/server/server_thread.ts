import { OperatorError } from "../errors.ts";
import type { ServerOptions } from "./server.ts";
import { serverPermissions } from "./server_permissions.ts";

/** What the worker is asked for. */
export type ServerRequest = { readonly open: ServerOptions } | { readonly close: true };

/** What it answers. */
export type ServerResponse =
  | { readonly isOpen: true }
  /** What only the operator can mend. */
  | { readonly refusal: string }
  /** Whether all ended in time. */
  | { readonly isClosed: boolean };

/**
 * A server in a worker of its own, for a worker can have fewer permissions than the program: what
 * is to be read and written is known only when the configuration was read, and Deno narrows no
 * permission that was given in whole.
 *
 * An error in the worker that nobody caught before it was open ends the program.
 */
export class ServerThread {
  /**
   * Settles when the server listens; never when it was closed before.
   *
   * @throws {OperatorError} when something is wrong with the configuration.
   */
  readonly opened: Promise<void>;
  readonly #worker: Worker;

  /** Starts it. */
  constructor(options: ServerOptions) {
    const url = new URL("./server_worker.ts", import.meta.url);
    const permissions = serverPermissions(options.config, options.folder);
    this.#worker = new Worker(url, { type: "module", deno: { permissions } });
    this.opened = this.#open(options);
  }

  /** Goes down for good, also while it starts; tells whether all ended in time. */
  async close(): Promise<boolean> {
    const response = await this.#ask({ close: true });
    this.#worker.terminate();
    return "isClosed" in response && response.isClosed;
  }

  async #open(options: ServerOptions): Promise<void> {
    const response = await this.#ask({ open: options });
    if (!("refusal" in response)) return;
    this.#worker.terminate();
    throw new OperatorError(response.refusal);
  }

  /** Gives the answer; who asks again gives up the answer before. */
  #ask(request: ServerRequest): Promise<ServerResponse> {
    return new Promise((resolve) => {
      this.#worker.onmessage = ({ data }: MessageEvent<ServerResponse>) => resolve(data);
      this.#worker.postMessage(request);
    });
  }
}
