/** How a room may be written: one JSON object a line, or a page to read. */
export const exportFormats = ["jsonl", "html"] as const;

/** One of {@linkcode exportFormats}. */
export type ExportFormat = typeof exportFormats[number];
