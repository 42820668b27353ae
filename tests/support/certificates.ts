import { join } from "@std/path";

/** Certificates in PEM files of a folder of their own, made by openssl. */
export class TestCertificates implements AsyncDisposable {
  readonly #folder: string;

  private constructor(folder: string) {
    this.#folder = folder;
  }

  static async open(): Promise<TestCertificates> {
    return new TestCertificates(await Deno.makeTempDir({ prefix: "parley-test-" }));
  }

  /** Makes somebody who signs others. */
  async authority(name: string): Promise<string> {
    await this.#openssl(
      "req",
      "-x509",
      "-days",
      "2",
      ...this.#request(name),
      "-out",
      this.cert(name),
    );
    return this.cert(name);
  }

  /**
   * Makes a certificate that is signed by an authority.
   *
   * @param names Whose it is, as `DNS:localhost` or `IP:127.0.0.1`.
   */
  async sign(name: string, authority: string, names: string): Promise<void> {
    const request = join(this.#folder, `${name}.csr`);
    const extensions = join(this.#folder, `${name}.ext`);
    await Deno.writeTextFile(extensions, `subjectAltName=${names}\nbasicConstraints=CA:FALSE\n`);
    await this.#openssl("req", ...this.#request(name), "-out", request);
    const by = ["-CA", this.cert(authority), "-CAkey", this.key(authority), "-CAcreateserial"];
    const files = ["-in", request, "-extfile", extensions, "-out", this.cert(name)];
    await this.#openssl("x509", "-req", "-days", "2", ...by, ...files);
  }

  cert(name: string): string {
    return join(this.#folder, `${name}.pem`);
  }

  key(name: string): string {
    return join(this.#folder, `${name}.key`);
  }

  /** Writes another file beside them, and gives its path. */
  async write(name: string, text: string): Promise<string> {
    const path = join(this.#folder, name);
    await Deno.writeTextFile(path, text);
    return path;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Deno.remove(this.#folder, { recursive: true });
  }

  #request(name: string): string[] {
    const key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"];
    return [...key, "-keyout", this.key(name), "-subj", `/CN=${name}`];
  }

  async #openssl(...args: string[]): Promise<void> {
    const { success, stderr } = await new Deno.Command("openssl", { args }).output();
    if (!success) throw new Error(`Cannot run openssl: ${new TextDecoder().decode(stderr)}`);
  }
}
