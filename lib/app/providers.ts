import type { Config } from "../config/config.ts";
import { OperatorError } from "../errors.ts";
import type { Log } from "../log.ts";
import { AllowList } from "../auth/allow_list.ts";
import { Provider } from "../auth/provider.ts";

/**
 * Makes the providers that an operator named.
 *
 * @throws {OperatorError} when one lacks its client's id, there are more secrets than providers, or the
 * file of secrets cannot be read.
 */
export async function openProviders(config: Config, log: Log): Promise<Provider[]> {
  const { oidcIssuer, oidcClientId, oidcName, oidcScopes, oidcNameClaim, oidcPictureClaim } =
    config;
  const secrets = await readSecrets(config);
  const allowed = new AllowList({
    domains: config.oidcDomains,
    groups: config.oidcGroups,
    groupsClaim: config.oidcGroupsClaim,
  });
  if (oidcIssuer.length > 0 && secrets.length > oidcIssuer.length) {
    throw new OperatorError(
      `Cannot sign in: there are ${secrets.length} secrets for ${oidcIssuer.length} providers; ` +
        "give one with a comma in it by --oidc-client-secret-file",
    );
  }
  return oidcIssuer.map((issuer, index) => {
    const clientId = oidcClientId[index];
    if (!clientId) {
      throw new OperatorError(
        `Cannot sign in with ${issuer}: --oidc-client-id needs one id for each --oidc-issuer`,
      );
    }
    const secret = secrets[index];
    return new Provider({
      id: `${index + 1}`,
      name: oidcName[index] || new URL(issuer).hostname,
      issuer,
      clientId,
      ...(secret && { clientSecret: secret }),
      scopes: oidcScopes,
      nameClaims: oidcNameClaim,
      pictureClaim: oidcPictureClaim,
      allowed,
      log,
    });
  });
}

async function readSecrets(
  { oidcClientSecret, oidcClientSecretFile: file }: Config,
): Promise<readonly string[]> {
  if (file === "") return oidcClientSecret;
  try {
    return (await Deno.readTextFile(file)).trimEnd().split("\n").map((line) => line.trim());
  } catch (cause) {
    const why = (cause as Error).message;
    throw new OperatorError(`Cannot read --oidc-client-secret-file: ${why}`, { cause });
  }
}
