import { SharedVault } from "./memory_vault.ts";
import { vaultCases } from "./vault_contract.ts";

for (const [says, run] of Object.entries(vaultCases)) {
  Deno.test(`MemoryVault: ${says}`, async () => {
    const shared = new SharedVault();
    await run(() => shared.open());
  });
}
