import type { Client, InStatement, Transaction } from "@libsql/client";
import { createSerial } from "../base/serial.ts";

/**
 * Lets one write at a time through to a file database.
 *
 * The file driver is synchronous: a second write in this process would wait for the first one's lock *on the event
 * loop*, where the first can then never finish. So writes queue here, as promises, before they reach the driver. Reads
 * pass: in write-ahead mode they never wait. Other processes are waited for by SQLite's own busy timeout.
 */
export function serialiseWrites(client: Client): Client {
  const { turn, run: alone } = createSerial();
  const execute = client.execute.bind(client) as Client["execute"];
  const batch = client.batch.bind(client);
  const transaction = client.transaction.bind(client);

  client.execute = ((statement: InStatement | string, args?: never) => {
    const send = () => (args === undefined ? execute(statement) : execute(statement as string, args));
    return isRead(statement) ? send() : alone(send);
  }) as Client["execute"];
  client.batch = ((...input: Parameters<Client["batch"]>) => alone(() => batch(...input))) as Client["batch"];
  client.transaction = (async (mode) => {
    const end = await turn();
    try {
      return releasing(await transaction(mode ?? "write"), end);
    } catch (error) {
      end();
      throw error;
    }
  }) as Client["transaction"];
  return client;
}

/** The same transaction, whose end, however it comes, ends the turn. */
function releasing(open: Transaction, end: () => void): Transaction {
  const commit = open.commit.bind(open);
  const rollback = open.rollback.bind(open);
  const close = open.close.bind(open);
  open.commit = () => commit().finally(end);
  open.rollback = () => rollback().finally(end);
  open.close = () => {
    close();
    end();
  };
  return open;
}

function isRead(statement: InStatement | string): boolean {
  const sql = typeof statement === "string" ? statement : statement.sql;
  return /^\s*select\b/i.test(sql);
}
