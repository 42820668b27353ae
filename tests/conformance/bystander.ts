import type { TestClient } from "../support/client.ts";
import type { RunningProgram } from "../support/program.ts";

/** The room in which everything happens. */
export const room = "conformance";

/** Somebody who sits in the room all the while, and is to notice nothing but what is said. */
export class Bystander implements AsyncDisposable {
  readonly #client: TestClient;
  #looks = 0;
  #seen = 0;

  private constructor(client: TestClient) {
    this.#client = client;
  }

  static async join(program: RunningProgram): Promise<Bystander> {
    const bystander = new Bystander(await program.join({ room, name: "bystander" }));
    // What was said before is heard before this.
    await bystander.lookAround([]);
    return bystander;
  }

  /**
   * Says something, which has to be heard after all that was said since the last time, and nothing
   * else may have been.
   *
   * @param said Texts of the messages that everybody had to hear.
   * @returns What was not so, a line each.
   */
  async lookAround(said: readonly string[]): Promise<string[]> {
    const sign = `still here, for the ${++this.#looks}. time`;
    this.#client.send(sign);
    await this.#client.hear("message", ({ text }) => text === sign);
    const heard = this.#client.heard.slice(this.#seen)
      .filter(({ type }) => type !== "presence" && type !== "welcome")
      .map((message) => message.type === "message" ? message.text ?? "" : `"${message.type}"`);
    this.#seen = this.#client.heard.length;
    return compare("the bystander heard", heard, [...said, sign]);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#client.close();
  }
}

/** A line that says what is not as it is wanted; none when it is. */
export function compare(what: string, is: unknown, wanted: unknown): string[] {
  const [found, expected] = [JSON.stringify(is), JSON.stringify(wanted)];
  const shown = (whole: string) => whole.length > 500 ? `${whole.slice(0, 500)}…` : whole;
  return found === expected ? [] : [`${what}: ${shown(found)}, wanted ${shown(expected)}`];
}
