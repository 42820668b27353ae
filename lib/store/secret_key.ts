import { join } from "@std/path";
import { OperatorError } from "../errors.ts";

const keyBytes = 32;

/**
 * Reads the secret of this name from the data folder; makes it, and the folder, at the first start.
 *
 * @returns 32 random bytes, kept in a file that only its owner may read (mode 0600).
 * @throws {OperatorError} when the folder or the file cannot be used.
 */
export async function loadSecretKey(folder: string, name: string): Promise<Uint8Array> {
  const path = join(folder, name);
  try {
    await Deno.mkdir(folder, { recursive: true, mode: 0o700 });
    const key = await readKey(path) ?? await makeKey(path);
    if (key.length === keyBytes) return key;
  } catch (cause) {
    const why = (cause as Error).message;
    const mend = "let the server write there, or choose another with --data";
    throw new OperatorError(`Cannot use the data folder "${folder}": ${why}; ${mend}`, { cause });
  }
  throw new OperatorError(
    `Cannot use the key in "${path}": it is damaged; remove it for a new one`,
  );
}

async function readKey(path: string): Promise<Uint8Array | undefined> {
  try {
    return await Deno.readFile(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}

async function makeKey(path: string): Promise<Uint8Array> {
  const key = crypto.getRandomValues(new Uint8Array(keyBytes));
  // Written whole under another name first: a crash in between must not leave half a key.
  const unfinished = `${path}.${crypto.randomUUID()}`;
  try {
    await Deno.writeFile(unfinished, key, { mode: 0o600, createNew: true });
    // A link, unlike a rename, fails where another process was first.
    await Deno.link(unfinished, path);
    return key;
  } catch (error) {
    if (error instanceof Deno.errors.AlreadyExists) return await Deno.readFile(path);
    // Some file systems know no links; there a crash at this very moment is the smaller evil.
    await Deno.writeFile(path, key, { mode: 0o600, createNew: true });
    return key;
  } finally {
    await Deno.remove(unfinished).catch(() => {});
  }
}
