/** What the databases begin with in which browsers keep what belongs to sealed messages. */
export const vaultPrefix = "parley.sealed.";

/**
 * Name of the vault of somebody: of its database, its channel, and what its locks begin with.
 *
 * @param person Their id.
 */
export function vaultName(person: string): string {
  return vaultPrefix + person;
}
