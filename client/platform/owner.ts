/** Whose something is that was left in a browser, for several people may share one. */

/**
 * Whether what is stored is somebody else's. What a guest left goes to the user that signs in after
 * them, as the server gives that one all that the guest had; what bears no name is anybody's.
 *
 * @param owner Whose it is, by id, as it was stored with it.
 * @param person Who is here, by id; `undefined` where that is not known.
 */
export function isOthers(owner: unknown, person: string | undefined): boolean {
  if (owner === undefined || owner === person) return false;
  return !(String(owner).startsWith("g-") && person?.startsWith("u-"));
}
