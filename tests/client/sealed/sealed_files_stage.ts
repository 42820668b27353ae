import { assertEquals } from "@std/assert";
import { fromFileUrl } from "@std/path";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { newFileKey, sealFile } from "../../../client/sealed/file_cipher.ts";
import type { Attachment } from "../../../lib/wire/messages.ts";
import type { SealedAttachment } from "../../../client/sealed/sealed.ts";
import { launchChromium, patienceMs } from "../../support/chromium.ts";
import { FileStage } from "../../support/file_stage.ts";
import { Complaints } from "../../support/complaints.ts";
import { desk, joined } from "../pages/rooms_stage.ts";

type SentFile = Omit<SealedAttachment, "id" | "key" | "size">;

/** A real server with the room "tea", and Ada's page, for which its files are sealed. */
export class SealedFilesStage implements AsyncDisposable {
  readonly complaints = new Complaints();
  /** Addresses and bodies of all that her page asks for; file names in metadata are in Base64. */
  readonly asked: string[] = [];
  readonly #known: SealedAttachment[] = [];
  readonly #files: FileStage;
  readonly #browser: Browser;
  readonly #script: string;

  private constructor(files: FileStage, browser: Browser, script: string) {
    this.#files = files;
    this.#browser = browser;
    this.#script = script;
  }

  static async open(): Promise<SealedFilesStage> {
    const script = await bundle();
    return new SealedFilesStage(await FileStage.open(), await launchChromium(), script);
  }

  /** Seals and uploads a file as others would; a message is yet to name it. */
  async upload(bytes: Uint8Array<ArrayBuffer>, about: SentFile): Promise<SealedAttachment> {
    const key = newFileKey();
    const sealed = await sealFile(new Blob([bytes]), key);
    const { json: { id } } = await this.#files.upload("sealed", await sealed.bytes());
    const file = { ...about, id, key, size: bytes.length };
    this.#known.push(file);
    return file;
  }

  /** A message names files; gives its place in the log. */
  async say(text: string, ...files: readonly SealedAttachment[]): Promise<number> {
    const json = { text, files: files.map(({ id, alt }) => ({ id, ...(alt && { alt }) })) };
    const said = await this.#files.ask("POST", "/api/rooms/tea/messages", { json });
    assertEquals(said.status, 201);
    return said.json.seq;
  }

  /** Deletes a message. */
  remove(seq: number): Promise<void> {
    return this.#files.remove(seq);
  }

  /** What the server has: how it describes each file, and its bytes as text. */
  async stored(): Promise<[Attachment, string][]> {
    const { json: { files } } = await this.#files.ask("GET", "/api/rooms/tea/files");
    return await Promise.all(files.map(async (file: Attachment) => {
      const { bytes } = await this.#files.ask("GET", `/files/${file.id}/any`);
      return [file, new TextDecoder("latin1").decode(bytes)];
    }));
  }

  /** Ada's page in the room. */
  async enter(
    { isLate = false, script = "", ...options }: BrowserContextOptions & {
      /** Whether the sealed part does not load by itself. */
      isLate?: boolean;
      /** Runs before the page's own. */
      script?: string;
    } = {},
  ): Promise<Page> {
    const baseURL = this.#files.server.origin;
    const context = await this.#browser.newContext({ ...desk, ...options, baseURL });
    context.setDefaultTimeout(patienceMs);
    const [name, value] = this.#files.ada.split("=") as [string, string];
    await context.addCookies([{ name, value, url: baseURL }]);
    const page = await context.newPage();
    this.complaints.watch(page);
    page.on("request", (request) => {
      const told = [request.url(), JSON.stringify(request.headers()), request.postData() ?? ""];
      this.asked.push(told.join("\n"));
    });
    const given = JSON.stringify({ known: this.#known, isLate });
    await page.addInitScript(`globalThis.given = ${given};\n${script}`);
    await page.route(
      /\/build\/chat[^/]*\.js$/,
      (route) => route.fulfill({ contentType: "text/javascript", body: this.#script }),
    );
    await page.goto("/chat?room=tea");
    await joined(page);
    return page;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#browser.close();
    await this.#files[Symbol.asyncDispose]();
    assertEquals(this.complaints.list, []);
  }
}

let bundled: Promise<string> | undefined;

/** The script of the page, made once. */
function bundle(): Promise<string> {
  return bundled ??= (async () => {
    // Not a file of this folder, whose types are those of a server.
    const entry = await Deno.makeTempFile({ suffix: ".ts" });
    const parts = ["./sealed_files_script.ts", "../../../client/chat.tsx"];
    const imports = parts.map((path) => `import "${new URL(path, import.meta.url)}";`);
    await Deno.writeTextFile(entry, imports.join("\n"));
    const { success, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
      args: ["bundle", "--quiet", "--platform", "browser", "--format", "esm", entry],
      cwd: fromFileUrl(new URL("../../../", import.meta.url)),
    }).output();
    await Deno.remove(entry);
    if (!success) throw new Error(new TextDecoder().decode(stderr));
    return new TextDecoder().decode(stdout);
  })();
}
