/** What is around a room and not needed to begin: one chunk, loaded when the page is idle. */
export { CreateRoom } from "./create_room.tsx";
export { Details } from "./details.tsx";
export { SearchPanel } from "./search_panel.tsx";
export { Switcher } from "./switcher.tsx";
