/** What pages need to be there without a network: the service worker, and what it keeps. */
import { ChatError, OperatorError } from "../errors.ts";
import type { Language } from "../texts/languages.ts";
import { catalogueScript, languages } from "../texts/languages.ts";
import type { Assets } from "./assets.ts";
import type { Pages } from "./pages.ts";
import type { Visit } from "./router.ts";

/** What {@linkcode Offline} is made of. */
export interface OfflineOptions {
  pages: Pages;
  assets: Assets;
}

/** What both pages need besides scripts, as `static/` has it. */
const files = ["build/app.css", "icon.svg"];

/**
 * Answers requests for the service worker, and for the two pages that it shows without a network:
 * the chat for any room, and one in place of the start page.
 */
export class Offline {
  readonly #pages: Pages;
  readonly #version: string;
  readonly #worker: string;

  private constructor(pages: Pages, version: string, worker: string) {
    this.#pages = pages;
    this.#version = version;
    this.#worker = worker;
  }

  /**
   * Finds out what the pages need, and writes it in front of the worker's script.
   *
   * @throws {OperatorError} when a file that they need is not there.
   */
  static async create(options: OfflineOptions): Promise<Offline> {
    try {
      return await Offline.#create(options);
    } catch (cause) {
      if (!(cause instanceof RangeError)) throw cause;
      const why = `Cannot show pages without a network: ${cause.message}; run deno task build`;
      throw new OperatorError(why, { cause });
    }
  }

  static async #create({ pages, assets }: OfflineOptions): Promise<Offline> {
    const needed = [
      ...[...files, ...languages.map(manifest)].map((file) => assets.address(file)),
      ...assets.scriptAddresses(["build/chat.js", "build/offline.js", ...catalogueScripts()]),
    ];
    const shown = languages.map(somebody).flatMap((request) =>
      [pages.anyRoom(request), pages.offline(request)].map((page) => page.text())
    );
    const version = await hashOf(JSON.stringify([needed, await Promise.all(shown)]));
    const shell = {
      version,
      room: `/offline/room?version=${version}`,
      home: `/offline?version=${version}`,
      files: needed,
    };
    const script = assets.text("build/service_worker.js");
    return new Offline(pages, version, `self.shell=${JSON.stringify(shell)};\n${script}`);
  }

  /** `GET /service_worker.js`: it changes with all that it keeps, so that browsers look again. */
  worker(): Response {
    const headers = {
      "content-type": "text/javascript; charset=utf-8",
      "cache-control": "no-cache",
    };
    return new Response(this.#worker, { headers });
  }

  /** `GET /offline/room?version=V`: the chat for any room; its script finds out for which. */
  room(request: Request, visit: Visit): Response {
    this.#check(visit);
    return this.#pages.anyRoom(request);
  }

  /** `GET /offline?version=V`: in place of the start page. */
  home(request: Request, visit: Visit): Response {
    this.#check(visit);
    return this.#pages.offline(request);
  }

  /** A worker that wants a page anew must not get one that names the files of another version. */
  #check({ url }: Visit): void {
    if (url.searchParams.get("version") === this.#version) return;
    throw new ChatError("not_found", "Cannot find this version of the page");
  }
}

/** The scripts of all languages but the one that every script speaks. */
function catalogueScripts(): string[] {
  return languages.map(catalogueScript).filter((name) => name !== "")
    .map((name) => `build/${name}.js`);
}

/** What a browser has to know to install the app, in a language; `tasks/manifests.ts` writes it. */
function manifest({ tag }: Language): string {
  return `build/manifest_${tag}.webmanifest`;
}

/** A request of anybody who speaks a language. */
function somebody({ tag }: Language): Request {
  return new Request("http://localhost/", { headers: { "accept-language": tag } });
}

async function hashOf(text: string): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
  return new Uint8Array(digest).toHex().slice(0, 10);
}
