/**
 * Where a link leads, when its label does not say so: who reads "my bank" has to see whose page it
 * is. For mail that is the address; what cannot be read as a host in ASCII, such as look-alike
 * letters, counts as not said.
 *
 * @param label What is shown, as plain text.
 * @param address Where it leads, as the browser reads it.
 */
export function hiddenHost(label: string, address: string): string | undefined {
  const host = hostOf(address);
  const [, said = ""] = /^(?:https?:\/\/|mailto:)?([^\s/?#]+)/i.exec(label.trim()) ?? [];
  return host === "" || said.toLowerCase() === host.toLowerCase() ? undefined : host;
}

/** The host of an address, or who gets the mail. */
export function hostOf(address: string): string {
  const { protocol, host, pathname } = new URL(address);
  return protocol === "mailto:" ? pathname : host;
}
