/**
 * What is around a room and not needed to begin: one chunk, loaded once the page is there, or when
 * there is a file to show. In chunks of their own these parts would make the first load larger: what
 * each has in common with it would be cut into pieces.
 */
export { leave } from "../../sealed/leave.ts";
export { attachRowTools } from "./attach_row_tools.tsx";
export { Attached } from "../files/attached.tsx";
export { CreateRoom } from "../rooms/create_room.tsx";
export { Details } from "../page/details.tsx";
export { Ended } from "../page/ended.tsx";
export { FilesPanel } from "../files/files_panel.tsx";
export { SearchPanel } from "../search/search_panel.tsx";
export { SettingsForm } from "../page/settings_form.tsx";
export { ShortcutList } from "../page/shortcut_list.tsx";
export { Switcher } from "../page/switcher.tsx";
export { AwayLine } from "../page/away_line.tsx";
export { ComposerBar } from "../composer/composer_bar.tsx";
export { ReadOnlyComposer } from "../composer/read_only_composer.tsx";
export { Toolbar } from "../composer/toolbar.tsx";
export { WayOut } from "./way_out.tsx";
