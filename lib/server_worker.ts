/** The worker that serves: a {@linkcode Server}, with no more permissions than one needs. */
/// <reference no-default-lib="true" />
/// <reference lib="deno.worker" />
import { OperatorError } from "./errors.ts";
import { Server } from "./server.ts";
import { filesReadOnce } from "./server_permissions.ts";
import type { ServerRequest, ServerResponse } from "./server_thread.ts";

let server: Server | undefined;

self.onmessage = async ({ data: request }: MessageEvent<ServerRequest>) => {
  const response = "open" in request
    ? await open(request.open)
    : { isClosed: await server!.close() };
  self.postMessage(response satisfies ServerResponse);
};

async function open(options: Parameters<typeof Server.open>[0]): Promise<ServerResponse> {
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
