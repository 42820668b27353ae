/** What those who look after a room need: one chunk, loaded when the first of it is opened. */
export { BanList } from "./ban_list.tsx";
export { InviteList } from "./invite_list.tsx";
export { MemberList } from "./member_list.tsx";
export { RoomSettings } from "./room_settings.tsx";
