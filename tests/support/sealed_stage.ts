import { assertEquals } from "@std/assert";
import { join } from "@std/path";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { Complaints } from "./complaints.ts";
import { connected } from "./browser_stage.ts";
import { launchChromium, patienceMs } from "./chromium.ts";
import { oidcClient, OidcProvider } from "./oidc_provider.ts";
import type { Program } from "./program.ts";
import { RunningProgram, TestFolder } from "./program.ts";
import { SealedPage } from "./sealed_page.ts";
import { SeverableProxy } from "./severable_proxy.ts";
import { Traffic } from "./page_traffic.ts";

/** Whose sealed messages tests are about. */
export type Account = "Ann" | "Bob";

const accounts = { ann: { name: "Ann" }, bob: { name: "Bob" } };

/** One program, the provider by which people sign in, and a browser; all that is said is recorded. */
export class SealedStage implements AsyncDisposable {
  readonly traffic: Traffic;
  readonly #program: Program;
  readonly #folder: TestFolder;
  readonly #provider: OidcProvider;
  readonly #browser: Browser;
  readonly #complaints = new Complaints();
  readonly #logged: string[] = [];
  readonly #proxy: SeverableProxy;
  #parley: RunningProgram;

  private constructor(
    program: Program,
    parts: {
      folder: TestFolder;
      provider: OidcProvider;
      browser: Browser;
      parley: RunningProgram;
      proxy: SeverableProxy;
      traffic: Traffic;
    },
  ) {
    this.#program = program;
    this.#folder = parts.folder;
    this.#provider = parts.provider;
    this.#browser = parts.browser;
    this.#parley = parts.parley;
    this.#proxy = parts.proxy;
    this.traffic = parts.traffic;
    // The provider's pages have no icon, and servers are killed.
    this.#complaints.expectNetworkFailures();
  }

  static async set(program: Program): Promise<SealedStage> {
    const folder = new TestFolder();
    const provider = await OidcProvider.open();
    const parley = await RunningProgram.start(program, folder.path, argsFor(provider));
    const traffic = new Traffic();
    const proxy = await SeverableProxy.open(parley.origin, traffic.overhear);
    provider.serve(proxy.origin, accounts);
    const browser = await launchChromium();
    return new SealedStage(program, { folder, provider, parley, proxy, traffic, browser });
  }

  /** `http://127.0.0.1:PORT`, as browsers have it; the same after a {@linkcode restart}. */
  get origin(): string {
    return this.#proxy.origin;
  }

  /** Somebody's page in the open room "tea", in a browser profile of its own, signed in. */
  async enter(account: Account, options: BrowserContextOptions = {}): Promise<SealedPage> {
    const context = await this.#browser.newContext({ baseURL: this.origin, ...options });
    context.setDefaultTimeout(patienceMs);
    context.on("page", (page) => this.#watch(page));
    const page = await context.newPage();
    await page.goto("/chat?room=tea");
    await this.signIn(page, account);
    return new SealedPage(page, account === "Ann" ? "Bob" : "Ann");
  }

  /** The id of somebody who has a page open. */
  async idOf({ profile }: SealedPage): Promise<string> {
    const answer = await profile.request.get("/api/me");
    return (await answer.json() as { id: string }).id;
  }

  /** Ann and Bob in their direct room, each in one browser; both have said hello. */
  async meet(): Promise<{ ann: SealedPage; bob: SealedPage }> {
    const [ann, bob] = [await this.enter("Ann"), await this.enter("Bob")];
    await ann.write();
    await bob.write();
    await ann.say("hello Bob");
    await bob.reads("hello Bob");
    await bob.say("hello Ann");
    await ann.reads("hello Ann");
    return { ann, bob };
  }

  /** Another tab of the same profile, at the same address. */
  async tabOf(other: SealedPage, account: Account): Promise<SealedPage> {
    const page = await other.profile.newPage();
    await page.goto(other.page.url());
    await connected(page);
    return new SealedPage(page, account === "Ann" ? "Bob" : "Ann");
  }

  /** Signs in on the provider's pages, at which one has arrived. */
  async signIn(page: Page, account: Account): Promise<void> {
    await page.getByPlaceholder("Enter any login").fill(account.toLowerCase());
    await page.getByPlaceholder("and password").fill("any");
    await page.getByRole("button", { name: "Sign-in" }).click();
    await page.getByRole("button", { name: "Continue" }).click();
    await connected(page);
  }

  /** Ends the server at once, as a power cut would, and starts it anew. */
  async restart(): Promise<void> {
    await this.#parley.end("SIGKILL");
    this.#logged.push(JSON.stringify(await this.#parley.logged()));
    const { port } = new URL(this.#parley.origin);
    const args = [...argsFor(this.#provider), "--port", port];
    this.#parley = await RunningProgram.start(this.#program, this.#folder.path, args);
  }

  /**
   * Ends the server, and gives all bytes that it has kept, said, heard and logged, by where: the
   * files of its folder by their paths, `log` and `traffic`.
   */
  async remains(): Promise<Map<string, readonly Uint8Array[]>> {
    // While it runs its newest writes are in the log of the database.
    const remains = new Map(await filesBelow(this.#folder.path));
    await this.#parley.end("SIGTERM");
    this.#logged.push(JSON.stringify(await this.#parley.logged()));
    for (const [path, pieces] of await filesBelow(this.#folder.path)) {
      remains.set(path, [...remains.get(path) ?? [], ...pieces]);
    }
    remains.set("log", this.#logged.map((text) => new TextEncoder().encode(text)));
    remains.set("traffic", await this.traffic.all());
    return remains;
  }

  #watch(page: Page): void {
    this.#complaints.watch(page);
    this.traffic.watch(page);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#browser.close();
    await this.#proxy[Symbol.asyncDispose]();
    await this.#parley[Symbol.asyncDispose]();
    await this.#provider[Symbol.asyncDispose]();
    await this.#folder[Symbol.asyncDispose]();
    assertEquals(this.#complaints.list, []);
  }
}

function argsFor({ issuer }: OidcProvider): string[] {
  return [
    ...["--oidc-issuer", issuer, "--oidc-client-id", oidcClient.id],
    ...["--oidc-client-secret", oidcClient.secret, "--guests", "off", "--log-level", "debug"],
  ];
}

async function filesBelow(folder: string, prefix = ""): Promise<[string, Uint8Array[]][]> {
  const found: [string, Uint8Array[]][] = [];
  for await (const { name, isDirectory } of Deno.readDir(folder)) {
    const path = join(folder, name);
    if (isDirectory) found.push(...await filesBelow(path, `${prefix}${name}/`));
    else found.push([prefix + name, [await Deno.readFile(path)]]);
  }
  return found;
}
