import { assertEquals } from "@std/assert";
import { columnsValue, readColumns } from "../../lib/wire/columns_cookie.ts";

Deno.test("readColumns() reads what columnsValue() wrote", () => {
  for (const rooms of [true, false]) {
    for (const details of [true, false]) {
      assertEquals(readColumns(columnsValue({ rooms, details })), { rooms, details });
    }
  }
});

Deno.test("readColumns() shows what it does not know to be hidden", () => {
  for (const value of [undefined, "", "nonsense", "<script>"]) {
    assertEquals(readColumns(value), { rooms: true, details: true }, value);
  }
});
