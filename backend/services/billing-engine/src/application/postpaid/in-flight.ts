/** Works on what comes in pages, so many at once: the next page is read while the one before is still worked on. */
export async function inFlight<Item>(options: {
  readonly pages: (after: Item | undefined) => Promise<readonly Item[]>;
  readonly atOnce: number;
  readonly work: (item: Item) => Promise<void>;
  readonly pageDone?: () => void;
}): Promise<void> {
  const { pages, atOnce, work, pageDone } = options;
  const running = new Set<Promise<void>>();
  let failure: { readonly error: unknown } | undefined;
  const begin = (item: Item) => {
    const one: Promise<void> = work(item)
      .catch((error: unknown) => {
        failure ??= { error };
      })
      .finally(() => running.delete(one));
    running.add(one);
  };
  for (let last: Item | undefined; ; ) {
    const page = await pages(last);
    for (const item of page) {
      while (running.size >= atOnce) await Promise.race(running);
      if (failure) break;
      begin(item);
    }
    pageDone?.();
    last = page.at(-1);
    if (last === undefined || failure) break;
  }
  await Promise.all(running);
  if (failure) throw failure.error;
}
