/** Stands where the server's worker does, for {@linkcode tryAll}. */
/// <reference no-default-lib="true" />
/// <reference lib="deno.worker" />
import type { Places } from "./intrusions.ts";
import { tryAll } from "./intrusions.ts";

self.onmessage = async ({ data: places }: MessageEvent<Places>) => {
  self.postMessage(await tryAll(places));
};
