import { assertEquals } from "@std/assert";
import { inviteState } from "../../lib/wire/invite_state.ts";
import type { InviteBounds, InviteState } from "../../lib/wire/invite_state.ts";

const cases: readonly (readonly [what: string, invite: InviteBounds, state: InviteState])[] = [
  ["without bounds", { uses: 1_000 }, "open"],
  ["just before it expires", { uses: 0, expires: 101 }, "open"],
  ["the moment it expires", { uses: 0, expires: 100 }, "expired"],
  ["with one use left", { uses: 1, maxUses: 2 }, "open"],
  ["with none left", { uses: 2, maxUses: 2 }, "used_up"],
  [
    "that was taken back, whatever else",
    { uses: 2, maxUses: 2, expires: 1, revoked: 5 },
    "revoked",
  ],
];

for (const [what, invite, state] of cases) {
  Deno.test(`inviteState() of an invite ${what} is ${state}`, () => {
    assertEquals(inviteState(invite, 100), state);
  });
}
