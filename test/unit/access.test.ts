import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type Access, createAccess } from "../../lib/access/index.ts";
import { type Catalog, createCatalog } from "../../lib/catalog/index.ts";
import { createRights } from "../../lib/services/context/rights.ts";

const baseUrl = "http://127.0.0.1:3000";
let folder: string;
let catalog: Catalog;
let access: Access;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "footnote-access-"));
  catalog = await createCatalog({ url: `file:${join(folder, "catalog.db")}` });
  await catalog.migrate("lib/catalog/migrations");
  access = createAccess({ ...catalog, baseUrl, secret: "s".repeat(32) });
});
afterEach(async () => {
  catalog.close();
  await rm(folder, { recursive: true });
});

const cookiesOf = (response: Response) =>
  response.headers
    .getSetCookie()
    .map((cookie) => cookie.split(";")[0])
    .join("; ");

test("a sign-in link signs in once, and not a second time", async () => {
  const link = await access.signInLink();
  expect(link.startsWith(`${baseUrl}/api/auth/magic-link/verify?token=`)).toBe(true);
  const first = await access.handle(new Request(link));
  expect(first.status).toBe(302);
  const person = await access.person(new Headers({ cookie: cookiesOf(first) }));
  expect(person.email).toBe((await access.firstPerson()).person.email);

  const second = await access.handle(new Request(link));
  expect(second.headers.get("location")).toContain("/sign-in?error=");
  expect(second.headers.getSetCookie()).toEqual([]);
});

test("signing out ends the session", async () => {
  const cookie = cookiesOf(await access.handle(new Request(await access.signInLink())));
  await access.handle(
    new Request(`${baseUrl}/api/auth/sign-out`, { method: "POST", headers: { cookie, origin: baseUrl } }),
  );
  await expect(access.person(new Headers({ cookie }))).rejects.toMatchObject({ code: "not_signed_in" });
});

test("nobody can ask for a link or sign up over HTTP", async () => {
  for (const path of ["sign-in/magic-link", "sign-up/email", "sign-in/email"]) {
    const request = new Request(`${baseUrl}/api/auth/${path}`, { method: "POST", body: "{}" });
    await expect(access.handle(request)).rejects.toMatchObject({ code: "not_found" });
  }
});

test("a key works until it is revoked, and a made-up one never", async () => {
  const { person: owner } = await access.firstPerson();
  const { id, key } = await catalog.keys.create("laptop", owner.id);
  const headers = new Headers({ authorization: `Bearer ${key}` });
  expect(await access.person(headers)).toEqual(owner);
  await catalog.keys.revoke(id, owner.id);
  await expect(access.person(headers)).rejects.toMatchObject({ code: "not_signed_in" });
  await expect(access.person(new Headers({ authorization: "Bearer fn_x" }))).rejects.toMatchObject({
    code: "not_signed_in",
  });
  await expect(access.person(new Headers())).rejects.toMatchObject({ code: "not_signed_in" });
});

test("someone who is no member of a collection is told that there is none; a reader may not write", async () => {
  const rights = createRights(catalog);
  const { person: owner } = await access.firstPerson();
  const [own] = await catalog.collections.list(owner.id);
  const bob = { id: "bob", name: "Bob", email: "bob@example.org" };
  await catalog.db.insert(catalog.tables.user).values(bob);
  const id = own?.id ?? "";
  await rights.require(owner, id, "manage");
  await expect(rights.require(bob, id, "read")).rejects.toMatchObject({ code: "not_found" });
  await expect(rights.readable(bob, [id])).rejects.toMatchObject({ code: "not_found" });
  expect(await rights.readable(bob)).toEqual([]);
  await catalog.db.insert(catalog.tables.member).values({ collectionId: id, userId: "bob", role: "reader" });
  await rights.require(bob, id, "read");
  await expect(rights.require(bob, id, "write")).rejects.toMatchObject({ code: "forbidden" });
});
