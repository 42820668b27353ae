import { assertEquals } from "@std/assert";
import { documentKindOf } from "../../../client/files/document_kind.ts";

const office = "application/vnd.openxmlformats-officedocument";

for (
  const [name, type, kind] of [
    ["minutes.pdf", "application/pdf", "pdf"],
    ["minutes.txt", "application/pdf", "pdf"],
    ["tea.zip", "application/zip", "archive"],
    ["tea.tar.gz", "application/gzip", "archive"],
    ["tea.7z", "application/x-7z-compressed", "archive"],
    ["notes.md", "text/plain", "text"],
    ["README", "text/plain", "text"],
    ["sums.csv", "text/plain", "table"],
    ["sums.xlsx", "application/zip", "table"],
    ["sums", `${office}.spreadsheetml.sheet`, "table"],
    ["old.xls", "application/x-cfb", "table"],
    ["sums.ods", "application/vnd.oasis.opendocument.spreadsheet", "table"],
    ["talk.pptx", `${office}.presentationml.presentation`, "slides"],
    ["talk.key", "application/zip", "slides"],
    ["letter.docx", `${office}.wordprocessingml.document`, "text"],
    ["letter.odt", "application/vnd.oasis.opendocument.text", "text"],
    ["drawing.svg", "image/svg+xml", "other"],
    ["thing", "application/octet-stream", "other"],
    ["setup.exe", "application/x-msdownload", "other"],
  ] as const
) {
  Deno.test(`documentKindOf() says that ${name} of type ${type} is ${kind}`, () => {
    assertEquals(documentKindOf({ name, type }), kind);
  });
}
