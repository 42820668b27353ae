import { join } from "@std/path";

/** A disk of some megabytes, in memory. Only root may mount one. */
export class SmallDisk implements AsyncDisposable {
  readonly path: string;
  readonly #filler: string;

  private constructor(path: string) {
    this.path = path;
    this.#filler = join(path, "filler");
  }

  static async mount(bytes: number): Promise<SmallDisk> {
    const disk = new SmallDisk(Deno.makeTempDirSync({ prefix: "parley-test-" }));
    await run("mount", "-t", "tmpfs", "-o", `size=${bytes}`, "tmpfs", disk.path);
    return disk;
  }

  /** Takes so many bytes, which {@linkcode makeRoom} gives back. */
  async take(bytes: number): Promise<void> {
    await Deno.writeFile(this.#filler, new Uint8Array(bytes));
  }

  /** Removes what {@linkcode take} has written. */
  async makeRoom(): Promise<void> {
    await Deno.remove(this.#filler);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await run("umount", this.path);
    await Deno.remove(this.path);
  }
}

/** A folder as it would be on a disk that can only be read. */
export class ReadOnlyView implements AsyncDisposable {
  readonly path = Deno.makeTempDirSync({ prefix: "parley-test-" });

  static async of(folder: string): Promise<ReadOnlyView> {
    const view = new ReadOnlyView();
    await run("mount", "--bind", folder, view.path);
    await run("mount", "-o", "remount,ro,bind", view.path);
    return view;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await run("umount", this.path);
    await Deno.remove(this.path);
  }
}

/**
 * A file that nobody can write, not even root and whoever has it open. A disk with open files
 * cannot be made read-only by mounting it anew; this is what comes nearest.
 */
export class FrozenFile implements AsyncDisposable {
  private constructor(readonly path: string) {}

  static async freeze(path: string): Promise<FrozenFile> {
    await run("chattr", "+i", path);
    return new FrozenFile(path);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await run("chattr", "-i", this.path);
  }
}

/**
 * Whether tests that need a disk of their own have to be left out: this is not root, or a container
 * that may not mount. In CI that is a failure.
 */
export function lacksDisks(): boolean {
  if (Deno.env.has("CI")) return false;
  const path = Deno.makeTempDirSync({ prefix: "parley-test-" });
  try {
    for (
      const [command, ...args] of [
        ["mount", "-t", "tmpfs", "-o", "size=4096", "tmpfs", path],
        ["umount", path],
        ["chattr", "+i", path],
        ["chattr", "-i", path],
      ] as const
    ) {
      const { success } = new Deno.Command(command, { args: [...args], stderr: "null" })
        .outputSync();
      if (success) continue;
      // deno-lint-ignore no-console
      console.log(`Tests with full and frozen disks are left out: ${command} is refused here`);
      return true;
    }
    return false;
  } finally {
    Deno.removeSync(path);
  }
}

async function run(command: string, ...args: string[]): Promise<void> {
  const { success, stderr } = await new Deno.Command(command, { args }).output();
  if (!success) throw new Error(`Cannot ${command}: ${new TextDecoder().decode(stderr)}`);
}
