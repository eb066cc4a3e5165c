/** Runs a task for each item at once and waits for all of them, also when one fails: nothing goes on in the background of a failure. */
export async function sideBySide<T>(items: Iterable<T>, task: (item: T) => Promise<void>): Promise<void> {
  const results = await Promise.allSettled([...items].map(task));
  const failed = results.find((result) => result.status === "rejected");
  if (failed) throw failed.reason;
}
