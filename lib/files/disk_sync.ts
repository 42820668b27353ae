/** Brings a file to the disk, so that it outlives a power cut. */
export async function syncFile(path: string): Promise<void> {
  using file = await Deno.open(path);
  await file.sync();
}

/**
 * Brings the names in a folder to the disk: a file without its name is lost. Windows opens no
 * folders, and needs none of this.
 */
export async function syncFolder(path: string): Promise<void> {
  if (Deno.build.os !== "windows") await syncFile(path);
}
