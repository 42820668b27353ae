/**
 * What the nodes of one Parley tell each other, and the way to tell it. Nothing of it is the truth: that is
 * in the store, and whoever misses news reads it there. `lib/cluster` carries it.
 */
import type { Person } from "../wire/messages.ts";

/** Who is at a node, as it tells the others. */
export type CrowdNews =
  /** People came to the node's room, or left it. */
  | {
    readonly type: "came";
    /** One more than that of the node's news before; it goes up also when the room is opened anew. */
    readonly version: number;
    readonly joined: readonly Person[];
    /** By their ids. */
    readonly left: readonly string[];
  }
  /** Nothing changed since the news of this version; said every 5 s. */
  | { readonly type: "still"; readonly version: number }
  /** All who are there, in answer to `who`, in one part or several; nobody, when the node closes the room. */
  | {
    readonly type: "all";
    readonly version: number;
    readonly people: readonly Person[];
    /** Which part this is: 0, 1, 2 … */
    readonly part: number;
    readonly isLast: boolean;
  }
  /** Somebody wants to know all who are there: at `node`, or at every node unless given. */
  | { readonly type: "who"; readonly node?: string };

/** What a node tells the others of one room. */
export type RoomNews =
  | CrowdNews
  /**
   * Its members heard this frame: the entries `after < seq <= upTo` of the log named `epoch`, none where
   * both are the same, and signs that are not kept.
   */
  | {
    readonly type: "heard";
    readonly epoch: string;
    readonly after: number;
    readonly upTo: number;
    readonly frame: string;
  }
  /** The room is something else now, or is not there any more. */
  | { readonly type: "changed" }
  /** Somebody, by their id, stands otherwise in it. */
  | { readonly type: "standing"; readonly person: string }
  /** Somebody, by their id, was sent out. */
  | { readonly type: "sent_out"; readonly person: string }
  /** What a guest had is somebody else's now, by their ids. */
  | { readonly type: "adopted"; readonly from: string; readonly to: string }
  /** The store has forgotten the entries before this one. */
  | { readonly type: "forgotten"; readonly first: number };

/** What a node tells the others of no single room. */
export type NodeNews =
  /** Sessions, by their ids, have ended. */
  | { readonly type: "sessions_ended"; readonly ids: readonly string[] }
  /** Somebody, by their id, may not be here any more. */
  | { readonly type: "person_ended"; readonly person: string }
  /** Who is told of what while away has changed. */
  | { readonly type: "listeners" }
  /** Webhooks were made or removed, or their rooms renamed. */
  | { readonly type: "webhooks" }
  /** How many people are in the node's rooms; said every 5 s. With `adds`, in further ones. */
  | {
    readonly type: "counts";
    readonly rooms: Readonly<Record<string, number>>;
    readonly adds?: true;
  }
  /** The node goes down, and says nothing more. */
  | { readonly type: "node_ended" };

/** One room's line to the nodes that have it open too. */
export interface PeerLine {
  /** What this node is called. */
  readonly node: string;
  /** Tells them something; `false` where that is lost at once. */
  tell(news: RoomNews): boolean;
  /** Hears nothing more; may be called twice. */
  close(): void;
}

/**
 * The other nodes. Telling never throws and never waits: what cannot be told is lost. What one tells
 * oneself does not come back; news of one node come in order, as a rule.
 */
export interface Peers {
  /** What this node is called, unlike all others. */
  readonly node: string;
  /** Whether the others cannot be reached just now. */
  readonly isAway: boolean;
  /** Calls `changed` when that is otherwise; gives a function that stops it. */
  watch(changed: () => void): () => void;
  /**
   * Opens a room's line. Once it resolves, all that is told from then on is heard; while the others
   * cannot be reached, it resolves at once.
   *
   * @param heard Is told news, and by which node.
   */
  open(room: string, heard: (news: RoomNews, node: string) => void): Promise<PeerLine>;
  /**
   * Tells those that have a room open something, also when it is not open here; `false` where that is
   * lost at once.
   */
  tell(room: string, news: RoomNews): boolean;
  /** Tells all nodes something. */
  tellAll(news: NodeNews): void;
  /** Is told news of all nodes; gives a function that stops it. */
  listen(heard: (news: NodeNews, node: string) => void): () => void;
}
