import type {
  Content,
  FilePage,
  FileQuery,
  Files,
  Quotas,
  StoredFile,
  Upload,
  UploadRefusal,
} from "./files.ts";
import type { SqliteFiles } from "./sqlite_files.ts";

/** Files that last as long as the process. */
export class MemoryFiles implements Files {
  readonly #tables: SqliteFiles;

  /** @param tables Of a database without a file. */
  constructor(tables: SqliteFiles) {
    this.#tables = tables;
  }

  async begin(upload: Upload, quotas: Quotas): Promise<UploadRefusal | undefined> {
    return await this.#tables.beginUpload(upload, quotas);
  }

  async findUpload(id: string): Promise<Upload | undefined> {
    return await this.#tables.findUpload(id);
  }

  async touchUpload(id: string, at: number): Promise<void> {
    return await this.#tables.touchUpload(id, at);
  }

  async finishUpload(id: string, content: Content, at: number): Promise<StoredFile | undefined> {
    return await this.#tables.finishUpload(id, content, at);
  }

  async abandon(id: string): Promise<boolean> {
    return await this.#tables.abandonUpload(id);
  }

  async find(id: string): Promise<StoredFile | undefined> {
    return await this.#tables.findFile(id);
  }

  async list(room: string, query: FileQuery): Promise<FilePage> {
    return await this.#tables.listFiles(room, query);
  }

  async expire(uploadsBefore: number, filesBefore: number): Promise<boolean> {
    return await this.#tables.expireFiles(uploadsBefore, filesBefore);
  }

  async bytes(): Promise<number> {
    return await this.#tables.blobBytes();
  }

  async unneeded(limit: number): Promise<string[]> {
    return await this.#tables.unneededBlobs(limit);
  }

  async needs(hash: string): Promise<boolean> {
    return await this.#tables.needsBlob(hash);
  }

  async noteBlob(hash: string): Promise<void> {
    return await this.#tables.noteBlob(hash);
  }

  async forgetBlob(hash: string): Promise<void> {
    return await this.#tables.forgetBlob(hash);
  }
}
