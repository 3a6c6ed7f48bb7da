import { expect, test } from "vitest";
import { renderReference } from "../../api-reference.ts";

/** `npx vitest run test/unit/api/reference.test.ts -u` writes the page anew. */
test("docs/api.md lists every call as the schemas describe it", async () => {
  await expect(renderReference()).toMatchFileSnapshot("../../../docs/api.md");
});
