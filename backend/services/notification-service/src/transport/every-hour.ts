/** Does a chore now and every hour; a failure is told and tried again with the next round. */
export function everyHour(chore: () => Promise<void>, failed: (error: unknown) => void): { close(): Promise<void> } {
  let last = chore().catch(failed);
  const timer = setInterval(() => {
    last = last.then(chore).catch(failed);
  }, 3_600_000).unref();
  return {
    async close() {
      clearInterval(timer);
      await last;
    },
  };
}
