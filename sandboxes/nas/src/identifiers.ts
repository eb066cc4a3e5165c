/** The 256 identifiers of one line between two ports; who finds none free waits for its turn. */
export type Identifiers = { take(): Promise<number>; release(identifier: number): void };

export function identifiers(): Identifiers {
  const taken = new Set<number>();
  const waiting: ((identifier: number) => void)[] = [];
  let next = Math.floor(Math.random() * 256);
  return {
    take() {
      if (taken.size === 256) return new Promise((resolve) => waiting.push(resolve));
      do next = (next + 1) & 255;
      while (taken.has(next));
      taken.add(next);
      return Promise.resolve(next);
    },
    release(identifier) {
      const waiter = waiting.shift();
      if (waiter === undefined) taken.delete(identifier);
      else waiter(identifier);
    },
  };
}
