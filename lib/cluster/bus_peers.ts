import type { NodeNews, PeerLine, Peers, RoomNews } from "../chat/peers.ts";
import type { Bus } from "./bus.ts";
import { decodeNews, encodeNews } from "./news_codec.ts";
import { commonTopic, roomTopic } from "./topic.ts";
import type { Topic } from "./topic.ts";

/** What a room and how many are in it take at most: 64 characters, of six bytes in JSON at the worst. */
const maxRoomBytes = 512;

/** The other nodes, over a {@linkcode Bus}: one topic for each room, and one for all. */
export class BusPeers implements Peers {
  readonly node: string;
  readonly #bus: Bus;
  readonly #listeners = new Set<(news: NodeNews, node: string) => void>();
  #stopListening: (() => void) | undefined;

  /**
   * @param bus Is not closed with it.
   * @param node Unlike those of all others, and of the runs of this program before.
   */
  constructor(bus: Bus, node: string) {
    this.#bus = bus;
    this.node = node;
  }

  get isAway(): boolean {
    return this.#bus.state === "away";
  }

  watch(changed: () => void): () => void {
    return this.#bus.onState(changed);
  }

  async open(room: string, heard: (news: RoomNews, node: string) => void): Promise<PeerLine> {
    const topic = roomTopic(room);
    const { ready, close } = this.#bus.subscribe(topic, (bytes) => {
      const told = decodeNews(bytes);
      if (told) heard(told.news as RoomNews, told.node);
      // A node of another version says something: the store has what it is about.
      else heard({ type: "changed" }, "");
    });
    await ready;
    return { node: this.node, tell: (news) => this.#tell(topic, news), close };
  }

  tell(room: string, news: RoomNews): boolean {
    return this.#tell(roomTopic(room), news);
  }

  tellAll(news: NodeNews): void {
    if (news.type === "counts") this.#tellCounts(news);
    else this.#tell(commonTopic, news);
  }

  listen(heard: (news: NodeNews, node: string) => void): () => void {
    this.#stopListening ??= this.#listen();
    this.#listeners.add(heard);
    return () => {
      this.#listeners.delete(heard);
      if (this.#listeners.size > 0) return;
      this.#stopListening?.();
      this.#stopListening = undefined;
    };
  }

  #listen(): () => void {
    const { close } = this.#bus.subscribe(commonTopic, (bytes) => {
      const told = decodeNews(bytes);
      if (!told) return;
      for (const heard of this.#listeners) heard(told.news as NodeNews, told.node);
    });
    return close;
  }

  /** Tells of so many rooms at once as fit. */
  #tellCounts(news: Extract<NodeNews, { type: "counts" }>): void {
    const roomsAtOnce = Math.max(1, Math.floor(this.#bus.maxBytes / maxRoomBytes));
    const rooms = Object.entries(news.rooms);
    this.#tell(commonTopic, { ...news, rooms: Object.fromEntries(rooms.slice(0, roomsAtOnce)) });
    for (let start = roomsAtOnce; start < rooms.length; start += roomsAtOnce) {
      const more = Object.fromEntries(rooms.slice(start, start + roomsAtOnce));
      this.#tell(commonTopic, { ...news, rooms: more, adds: true });
    }
  }

  #tell(topic: Topic, news: RoomNews | NodeNews): boolean {
    const outcome = this.#bus.publish(topic, encodeNews(this.node, news));
    if (outcome !== "too_large" || news.type !== "heard") return outcome === "sent";
    // The others then read it from the store.
    return this.#tell(topic, { ...news, frame: "" });
  }
}
