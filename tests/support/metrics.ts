/** A reader of the text that Prometheus reads. */
import { assertEquals } from "@std/assert";
import { expositionType } from "../../lib/metrics/exposition.ts";

/** What can be asked for its metrics. */
interface Asked {
  fetch(path: string, init?: RequestInit): Promise<Response>;
}

/** What a server tells of itself. */
export class Scrape {
  readonly text: string;
  /** By name, with its labels as they are written. */
  readonly #samples: ReadonlyMap<string, number>;

  private constructor(text: string) {
    this.text = text;
    const lines = text.split("\n").filter((line) => line !== "" && !line.startsWith("#"));
    this.#samples = new Map(lines.map((line) => {
      const end = line.lastIndexOf(" ");
      return [line.slice(0, end), Number(line.slice(end + 1))];
    }));
  }

  /** Asks `server`, which has to let this machine in. */
  static async of(server: Asked): Promise<Scrape> {
    const response = await server.fetch("/metrics");
    assertEquals(response.status, 200);
    assertEquals(response.headers.get("content-type"), expositionType);
    return new Scrape(await response.text());
  }

  /** Names of all metrics, as their types say. */
  get names(): string[] {
    return Array.from(this.text.matchAll(/^# TYPE (\w+) /gm), ([, name]) => name!);
  }

  /** Names and labels of all samples. */
  get samples(): string[] {
    return [...this.#samples.keys()];
  }

  /** What a sample is at, such as `parley_rooms` or `parley_errors_total{way="http",code="empty"}`. */
  get(sample: string): number | undefined {
    return this.#samples.get(sample);
  }
}
