/** How much goes in one request: it grows while the line is quick, and shrinks when it is slow or breaks.
 *  On a 2G line of 1 KB/s a fixed large request would be cut by its own time limit, for ever. */
const QUICK_MS = 5_000;
const SLOW_MS = 20_000;

export class Pace {
  constructor(
    public size: number,
    private readonly least: number,
    private readonly most: number,
  ) {}

  /** A request of this size was answered after so long. */
  took(ms: number): void {
    if (ms < QUICK_MS) this.size = Math.min(this.size * 2, this.most);
    else if (ms > SLOW_MS) this.size = Math.max(Math.floor(this.size / 2), this.least);
  }

  /** It was cut off: the next one is much smaller. */
  broke(): void {
    this.size = Math.max(Math.floor(this.size / 4), this.least);
  }

  /** Runs one request and learns from it. */
  async learn<T>(request: () => Promise<T>, clock: () => number = Date.now): Promise<T> {
    const began = clock();
    try {
      const answer = await request();
      this.took(clock() - began);
      return answer;
    } catch (error) {
      const { status } = error as { status?: number };
      if (status === undefined || status === 413) this.broke(); // any other answer came through: the size is not to blame
      throw error;
    }
  }
}

/** One line to the server: what it bears is known per kind of load. */
export const paces = () => ({
  commands: new Pace(25, 1, 50), // down to one: else a server or proxy that says "too large" is asked the same again for ever
  documents: new Pace(50, 10, 200),
  bytes: new Pace(32 * 1024, 8 * 1024, 256 * 1024),
});
