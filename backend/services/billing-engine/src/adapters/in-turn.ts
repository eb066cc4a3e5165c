export type InTurn = <T>(keys: readonly string[], task: () => Promise<T>) => Promise<T>;

/**
 * Runs the tasks that share a key one after the other, in the order in which they came, and all others side by side. A task of several
 * keys waits for whatever waits on any of them.
 */
export function inTurn(): InTurn {
  const last = new Map<string, Promise<unknown>>();
  return (keys, task) => {
    const before = keys.flatMap((key) => last.get(key) ?? []);
    const mine = before.length === 0 ? task() : Promise.allSettled(before).then(task);
    for (const key of keys) last.set(key, mine);
    const done = () => {
      for (const key of keys) if (last.get(key) === mine) last.delete(key);
    };
    mine.then(done, done);
    return mine;
  };
}
