import { route } from "../../../_http/route.ts";

export const GET = route(async ({ person }) => Response.json({ user: { name: person.name, email: person.email } }));
