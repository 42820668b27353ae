/** What the markdown tests load into a page. */
import { isEmojiOnly, renderMarkdown } from "../../client/markdown.ts";

Object.assign(globalThis, { renderMarkdown, isEmojiOnly });
