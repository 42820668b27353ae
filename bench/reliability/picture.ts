import { join } from "@std/path";
import type { Picture } from "./run.ts";

const images = join(import.meta.dirname!, "../../docs/images");

/** Puts the picture of a run, and what it is drawn from, where the page shows it. */
export async function writePicture(key: string, { svg, csv }: Picture): Promise<void> {
  await Deno.writeTextFile(join(images, `${key}.svg`), svg);
  await Deno.writeTextFile(join(images, `${key}.csv`), csv);
}
