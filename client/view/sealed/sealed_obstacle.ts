/** Why nothing sealed leaves just now, in words; reads signals, for whoever renders by them. */
import type { SealAccount, Standing } from "../../sealed/seal_account.ts";
import type { Alarm, SealedRoom } from "../../sealed/sealed_room.ts";
import { sealedTexts } from "../../sealed/sealed_texts.ts";
import { shortDateText } from "../../i18n/times.ts";

/** What one can do oneself: compare safety numbers, or make this browser a device. */
export type ObstacleRemedy = "compare" | "setUp";

/** See the module's words. */
export interface Obstacle {
  /** A `Readiness`, the kind of a `Standing`, or `changed`. */
  readonly kind: string;
  readonly text: string;
  readonly remedy?: ObstacleRemedy;
  /** Whether it does not pass by itself. */
  readonly isGrave?: boolean;
}

/** Finds what is in the way in a room, the most basic first; nothing when all is well. */
export function findObstacle(room: SealedRoom, account: SealAccount): Obstacle | undefined {
  const { bar } = sealedTexts;
  const kind = room.readiness.value;
  switch (kind) {
    case "ready":
      return undefined;
    case "waiting_for_peer":
      return { kind, text: bar.waitingForPeer(room.peer.name) };
    case "joining":
      return { kind, text: bar.joining(room.peer.name) };
    case "blocked":
      return { kind, text: bar.blocked(room.peer.name), remedy: "compare", isGrave: true };
    case "other_peer":
      return { kind, text: bar.otherPeer(room.peer.name), isGrave: true };
    case "storage":
      return { kind, text: bar.full, isGrave: true };
    case "failed":
      return { kind, text: bar.failed };
    case "limited":
      return { kind, text: bar.limited };
    case "offline":
      return { kind, text: bar.offline };
    case "opening":
    case "no_device":
      return ofStanding(account.standing.value);
    default:
      return kind satisfies never;
  }
}

/**
 * What there is to be said of the other's keys besides, until one has accepted them or compared: also
 * where nothing was said yet since they are others.
 */
export function findKeyChange(room: SealedRoom): Obstacle | undefined {
  const { bar } = sealedTexts;
  const trust = room.trust.value;
  if (trust.kind !== "changed" || room.readiness.value === "blocked") return undefined;
  const text = trust.wasVerified ? bar.blocked(room.peer.name) : bar.changed(room.peer.name);
  return { kind: "changed", text, remedy: "compare", isGrave: true };
}

/** What an alarm says: what happened, what it means and what to do. */
export function alarmText(alarm: Alarm | "own_list" | "rollback", peer: string): string {
  const { alarms } = sealedTexts;
  if (alarm === "own_list") return alarms.ownList;
  if (alarm === "rollback") return alarms.rollback;
  const { kind, whose } = alarm;
  const isOwn = whose === "own";
  switch (kind) {
    case "false_list":
      return alarms.falseList(peer);
    case "false_package":
      return isOwn ? alarms.ownFalsePackage : alarms.falsePackage(peer);
    case "false_sender":
      if (whose === "other") return alarms.strangeSender(peer);
      return isOwn ? alarms.ownFalseSender(peer) : alarms.falseSender(peer);
    case "false_identity":
      return isOwn ? alarms.ownFalseIdentity(peer) : alarms.falseIdentity(peer);
    case "other_peer":
      return alarms.otherPeer(peer);
    default:
      return kind satisfies never;
  }
}

function ofStanding(standing: Standing): Obstacle {
  const { bar } = sealedTexts;
  const { kind } = standing;
  switch (kind) {
    case "opening":
    case "ready":
      return { kind: "opening", text: bar.opening };
    case "unlinked":
      return { kind, text: bar.unlinked, remedy: "setUp", isGrave: true };
    case "removed":
      return { kind, text: bar.removed, remedy: "setUp", isGrave: true };
    case "replaced":
      return {
        kind,
        text: bar.replaced(shortDateText(standing.at)),
        remedy: "setUp",
        isGrave: true,
      };
    case "unsupported":
      return { kind, text: bar[standing.why], isGrave: true };
    case "offline":
      return { kind, text: bar.offline };
    default:
      return kind satisfies never;
  }
}
