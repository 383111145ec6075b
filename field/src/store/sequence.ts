/** The numbers of what waits to be sent: always next_seq, next_seq + 1, ... in the order written. */
export interface Numbered {
  id: string;
  seq: number;
  state: string;
}

/** What must change so that the outbox continues at the server's `nextSeq`.
 *
 * After an ordinary push nothing changes. When the server has given our numbers to other commands
 * (seq_conflict) the waiting ones move up. When it expects a number that it had already accepted (a restored
 * backup) everything it has lost is sent again; ids stay, so nothing can be counted twice.
 */
export function align<T extends Numbered>(rows: readonly T[], nextSeq: number): { changed: T[]; next: number } {
  const again = (row: T): boolean => row.state === "accepted" && row.seq >= nextSeq;
  const queue = rows
    .filter((row) => row.state === "waiting" || again(row))
    .sort((a, b) => a.seq - b.seq || (a.id < b.id ? -1 : 1));
  const changed = queue
    .map((row, i) => ({ ...row, seq: nextSeq + i, state: "waiting" }))
    .filter((row, i) => row.seq !== queue[i]!.seq || row.state !== queue[i]!.state);
  return { changed, next: nextSeq + queue.length };
}
