import { limits } from "../wire/limits.ts";
import type { PageFrame } from "./page_frame.ts";
import type { PageName, Templates } from "./templates.ts";

/** What a page shows besides what all do. */
export interface PageView {
  readonly title: string;
  readonly [field: string]: unknown;
}

/** The answer that is the page `name`, in the language and theme of `frame`. */
export function htmlPage(
  templates: Templates,
  name: PageName,
  frame: PageFrame,
  { title, ...view }: PageView,
  status = 200,
): Response {
  const bounds = { roomChars: limits.roomNameChars, nameChars: limits.displayNameChars };
  const html = templates.render(name, title, { ...bounds, ...frame.view, ...view });
  return new Response(html, {
    status,
    headers: { "content-type": "text/html; charset=utf-8", "cache-control": "no-store" },
  });
}
