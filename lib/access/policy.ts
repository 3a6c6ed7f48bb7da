/** Who may do what, as plain functions: no SQL, no HTTP. Services ask; nothing else decides. */

/** What a person is in a collection. */
export type Role = "reader" | "editor" | "owner";

/** What a person may do in a collection. */
export type Right = "read" | "write" | "manage";

const rightsOf: Record<Role, readonly Right[]> = {
  reader: ["read"],
  editor: ["read", "write"],
  owner: ["read", "write", "manage"],
};

/** True when the role holds the right; no role holds none. */
export function allows(role: Role | null, right: Right): boolean {
  return role !== null && rightsOf[role].includes(right);
}
