/** Serves an object storage with a bucket `files`, and says which port it has. */
/// <reference lib="deno.worker" />
// The package has no types of its own.
import S3rver from "s3rver";
import { S3Objects } from "./s3_objects.ts";

const server = new S3rver({ address: "127.0.0.1", port: 0, silent: true, directory: Deno.cwd() });
server.store = server.context.store = new S3Objects("files");
const { port } = await server.run();
self.postMessage(port);
