/** What bounds an invite. */
export interface InviteBounds {
  /** Until when it is good, Unix milliseconds; for good unless given. */
  readonly expires?: number;
  /** How many may come by it; any number unless given. */
  readonly maxUses?: number;
  /** How many came by it. */
  readonly uses: number;
  /** Since when it is good no more, Unix milliseconds. */
  readonly revoked?: number;
}

/** Whether people can come by an invite, or why not. */
export type InviteState = "open" | "revoked" | "used_up" | "expired";

/** Says whether people can come by an invite at a time, Unix milliseconds. */
export function inviteState(
  { expires = Infinity, maxUses = Infinity, uses, revoked }: InviteBounds,
  nowMs: number,
): InviteState {
  if (revoked !== undefined) return "revoked";
  if (uses >= maxUses) return "used_up";
  return nowMs < expires ? "open" : "expired";
}
