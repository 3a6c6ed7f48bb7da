import { totalmem } from "node:os";

/** Of the memory that this process may have, the share that it may grow by over what it holds when it has just begun. */
const SHARE = 0.1;
/** A worker that has read large files grows by some hundred MB at once and gives little of it back, bytes. */
const LEAST_GROWTH = 256e6;
const MOST_GROWTH = 4e9;

export interface MachineMemory {
  /** Bytes that processes here may have: the container's limit, or the machine's. */
  total: number;
}

/** The machine's memory, or less where a container's limit is lower. */
export function machineMemory(): MachineMemory {
  const constrained = process.constrainedMemory?.() ?? 0;
  const machine = totalmem();
  return { total: constrained > 0 && constrained < machine ? constrained : machine };
}

/**
 * Resident memory from which a worker should start afresh, bytes: what it held once its models had done their first work,
 * and growth in proportion to the machine; on a small machine never more than half of it, unless the models take that.
 * @param baseline resident bytes after the first work.
 */
export function recycleThreshold(baseline: number, { total }: MachineMemory): number {
  const growth = Math.min(MOST_GROWTH, Math.max(LEAST_GROWTH, total * SHARE));
  const room = Math.max(total / 2 - baseline, LEAST_GROWTH / 2);
  return baseline + Math.min(growth, room);
}
