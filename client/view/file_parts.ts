/** What shows files: one chunk, loaded when there is the first of them to show. */
export { Attached } from "./attached.tsx";
export { FilesPanel } from "./files_panel.tsx";
