/**
 * What is around a room and not needed to begin: one chunk, loaded once the page is there, or when
 * there is a file to show. In chunks of their own these parts would make the first load larger: what
 * each has in common with it would be cut into pieces.
 */
export { leave } from "../leave.ts";
export { attachRowTools } from "./attach_row_tools.tsx";
export { Attached } from "./attached.tsx";
export { CreateRoom } from "./create_room.tsx";
export { Details } from "./details.tsx";
export { Ended } from "./ended.tsx";
export { FilesPanel } from "./files_panel.tsx";
export { SearchPanel } from "./search_panel.tsx";
export { SettingsForm } from "./settings_form.tsx";
export { ShortcutList } from "./shortcut_list.tsx";
export { Switcher } from "./switcher.tsx";
