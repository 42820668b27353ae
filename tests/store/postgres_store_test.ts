import { PostgresStore } from "../../lib/store/postgres_store.ts";
import { HeardLog } from "../support/heard_log.ts";
import { lacksPostgres, TestPostgres } from "../support/postgres.ts";
import { accountsContract } from "./accounts_contract.ts";
import { storeContract } from "./contract.ts";
import { directContract } from "./direct_contract.ts";
import { filesContract } from "./files_contract.ts";
import { keysContract } from "./keys_contract.ts";
import { membershipsContract } from "./memberships_contract.ts";
import { searchContract } from "./search_contract.ts";
import { subscriptionsContract } from "./subscriptions_contract.ts";
import { webhooksContract } from "./webhooks_contract.ts";

const ignore = lacksPostgres();
let postgres: TestPostgres;

/** Opens a store in a database that is empty but for its schema. */
async function open(): Promise<PostgresStore> {
  return await PostgresStore.open({ url: await postgres.freshUrl(), log: new HeardLog().log });
}

if (!ignore) {
  Deno.test.beforeAll(async () => {
    postgres = await TestPostgres.open();
  });
  Deno.test.afterAll(() => postgres[Symbol.asyncDispose]());

  storeContract("PostgresStore", open);
  searchContract("PostgresStore", open);
  subscriptionsContract("PostgresStore", open);
  accountsContract("PostgresStore", open);
  membershipsContract("PostgresStore", open);
  webhooksContract("PostgresStore", open);
  filesContract("PostgresStore", open);
  keysContract("PostgresStore", open);
  directContract("PostgresStore", open);
}
