import type { Turn, TurnListener, Turns } from "../../../client/outbox/turns.ts";

interface Place extends TurnListener {
  isOver: boolean;
}

/** Turns among the tabs of a test, granted in the order in which they were asked for. */
export class FakeTurns implements Turns {
  readonly #lines = new Map<string, Place[]>();

  /** The turns as one tab has them; disposing of it closes the tab, which gives all of them up. */
  open(): Turns & Disposable {
    const taken: Turn[] = [];
    return {
      take: (name, listener) => {
        const turn = this.take(name, listener);
        taken.push(turn);
        return turn;
      },
      [Symbol.dispose]: () => taken.forEach((turn) => turn.release()),
    };
  }

  /** Names for which somebody has the turn or waits for it. */
  get names(): string[] {
    return [...this.#lines].filter(([, line]) => line.length > 0).map(([name]) => name);
  }

  take(name: string, listener: TurnListener): Turn {
    const line = this.#lines.get(name) ?? [];
    this.#lines.set(name, line);
    const place = { ...listener, isOver: false };
    line.push(place);
    if (line[0] === place) this.#grant(place);
    return {
      release: () => this.#leave(line, place),
      insist: () => {
        if (line[0] === place || !line.includes(place)) return;
        const [holder] = line.splice(0, 1);
        line.splice(line.indexOf(place), 1);
        line.unshift(place);
        holder!.isOver = true;
        queueMicrotask(() => holder!.lost());
        this.#grant(place);
      },
    };
  }

  #leave(line: Place[], place: Place): void {
    const wasFirst = line[0] === place;
    place.isOver = true;
    if (line.includes(place)) line.splice(line.indexOf(place), 1);
    if (wasFirst && line[0]) this.#grant(line[0]);
  }

  #grant(place: Place): void {
    queueMicrotask(() => {
      if (!place.isOver) place.granted();
    });
  }
}
