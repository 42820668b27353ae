/** The worker that serves: a {@linkcode Server}, with no more permissions than one needs. */
/// <reference no-default-lib="true" />
/// <reference lib="deno.worker" />
import { narrowEnvironment } from "./environment.ts";
import { OperatorError } from "../errors.ts";
import type { Server, ServerOptions } from "./server.ts";
import { filesReadOnce } from "./server_permissions.ts";
import type { ServerRequest, ServerResponse } from "./server_thread.ts";

let server: Server | undefined;

self.onmessage = async ({ data: request }: MessageEvent<ServerRequest>) => {
  const response = "open" in request
    ? await open(request.open)
    // Nothing was begun by one that is not open yet.
    : { isClosed: await server?.close() ?? true };
  self.postMessage(response satisfies ServerResponse);
};

async function open(options: ServerOptions): Promise<ServerResponse> {
  narrowEnvironment();
  // Only now, for it loads libraries.
  const { Server } = await import("./server.ts");
  try {
    server = await Server.open(options);
  } catch (error) {
    if (!(error instanceof OperatorError)) throw error;
    return { refusal: error.message };
  }
  for (const path of filesReadOnce(options.config)) {
    await Deno.permissions.revoke({ name: "read", path });
  }
  return { isOpen: true };
}
