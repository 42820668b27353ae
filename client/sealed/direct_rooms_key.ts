/** Where the list of one's direct rooms lies in `localStorage`; who signs out takes it away. */
export const directRoomsKey = "parley.direct";
