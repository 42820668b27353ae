import type { JSX } from "preact";
import { mediaKindOf } from "../../../lib/wire/inline_types.ts";
import type { MediaKind } from "../../../lib/wire/inline_types.ts";
import type { Attachment } from "../../../lib/wire/messages.ts";
import { documentKindOf } from "../../files/document_kind.ts";
import type { DocumentKind } from "../../files/document_kind.ts";
import { Drawing } from "../controls/icon.tsx";

/** What a file is, as far as a drawing of it shows. */
export type FileShape = Exclude<MediaKind, "other"> | DocumentKind;

const sheet = "M6.5 3.5H14L18.5 8v12.5h-12zM13.5 3.5v5h5";

const paths: Readonly<Record<FileShape, string>> = {
  image: "M4 5h16v14H4zM4 16l5-5 4 4 2.5-2.5L20 17M15.5 9.5h.01",
  audio:
    "M9 17.5V6l10-2v11.5M9 17.5a2.5 2.5 0 1 1-5 0 2.5 2.5 0 0 1 5 0M19 15.5a2.5 2.5 0 1 1-5 0 2.5 2.5 0 0 1 5 0",
  video: "M3.5 5.5h17v13h-17zM10 9v6l5-3z",
  pdf: `${sheet}M9 17.5c1.5-2 3-5.5 2.5-6.5s-1 2 4.5 5c-2-1-5-.5-7 1.5`,
  archive: `${sheet}M10 4v1.5M10 8v1.5M10 12v1.5M8.750 15.5h2.5v2.5h-2.5z`,
  text: `${sheet}M9.5 12h6M9.5 14.5h6M9.5 17h4`,
  table: `${sheet}M9 11.5h7v6H9zM9 14.5h7M12.5 11.5v6`,
  slides: `${sheet}M9 11.5h7v4.5H9zM12.5 16v2`,
  other: sheet,
};

/** Says what a file is. */
export function fileShapeOf(file: Pick<Attachment, "name" | "type">): FileShape {
  const kind = mediaKindOf(file.type);
  return kind === "other" ? documentKindOf(file) : kind;
}

/** What a file is, as a drawing; says nothing by itself. */
export function FileIcon({ shape }: { shape: FileShape }): JSX.Element {
  return (
    <span class="file-icon" data-shape={shape}>
      <Drawing path={paths[shape]} />
    </span>
  );
}
