import { createHash, randomBytes, randomUUID } from "node:crypto";
import { and, desc, eq, isNull } from "drizzle-orm";
import { FootnoteError } from "../../base/errors.ts";
import type { Database } from "../database.ts";
import { apiKey, user } from "../schema.ts";

const hashOf = (key: string) => createHash("sha256").update(key).digest("hex");

/** How often `lastUsedAt` is written at most, ms. */
const usedResolution = 60_000;

/** API keys. A key is 256 random bits, shown once; only its SHA-256 is kept, so a lookup needs no slow hash. */
export function createKeys(db: Database) {
  return {
    async create(name: string, userId: string): Promise<{ id: string; key: string }> {
      const key = `fn_${randomBytes(32).toString("base64url")}`;
      const id = randomUUID();
      await db.insert(apiKey).values({ id, name, userId, hash: hashOf(key) });
      return { id, key };
    },

    async list(userId: string): Promise<{ id: string; name: string; createdAt: string; lastUsedAt: string | null }[]> {
      const rows = await db
        .select()
        .from(apiKey)
        .where(and(eq(apiKey.userId, userId), isNull(apiKey.revokedAt)))
        .orderBy(desc(apiKey.createdAt));
      return rows.map(({ id, name, createdAt, lastUsedAt }) => ({
        id,
        name,
        createdAt: createdAt.toISOString(),
        lastUsedAt: lastUsedAt?.toISOString() ?? null,
      }));
    },

    /** @throws FootnoteError `not_found`. */
    async revoke(id: string, userId: string): Promise<void> {
      const rows = await db
        .update(apiKey)
        .set({ revokedAt: new Date() })
        .where(and(eq(apiKey.id, id), eq(apiKey.userId, userId), isNull(apiKey.revokedAt)))
        .returning({ id: apiKey.id });
      if (rows.length === 0) throw new FootnoteError("not_found", "There is no such key.");
    },

    /** Whose key this is, or null. */
    async owner(key: string): Promise<{ id: string; name: string; email: string } | null> {
      const [row] = await db
        .select({ keyId: apiKey.id, lastUsedAt: apiKey.lastUsedAt, id: user.id, name: user.name, email: user.email })
        .from(apiKey)
        .innerJoin(user, eq(user.id, apiKey.userId))
        .where(and(eq(apiKey.hash, hashOf(key)), isNull(apiKey.revokedAt)));
      if (!row) return null;
      const now = Date.now();
      if (now - (row.lastUsedAt?.getTime() ?? 0) > usedResolution) {
        await db
          .update(apiKey)
          .set({ lastUsedAt: new Date(now) })
          .where(eq(apiKey.id, row.keyId));
      }
      return { id: row.id, name: row.name, email: row.email };
    },
  };
}

export type Keys = ReturnType<typeof createKeys>;
