/** Another process may have prepared or started something, or an attempt's time may have come. */
const lookAgainMs = 1_000;

/** Works as long as there is something to do, and looks again from time to time. Ends with the step it is at. */
export function massActionsWorker({
  work,
  failed,
}: {
  readonly work: () => Promise<boolean>;
  readonly failed: (error: unknown) => void;
}) {
  let isOver = false;
  let wakeUp: () => void = () => undefined;
  let isWoken = false;

  const rest = (): Promise<void> =>
    new Promise((resolve) => {
      const timer = setTimeout(resolve, lookAgainMs);
      wakeUp = () => {
        clearTimeout(timer);
        resolve();
      };
      if (isWoken || isOver) wakeUp();
    });

  async function loop(): Promise<void> {
    while (!isOver) {
      isWoken = false;
      try {
        if (await work()) continue;
      } catch (error) {
        failed(error);
      }
      await rest();
    }
  }

  let running: Promise<void> | undefined;
  return {
    start(): void {
      running ??= loop();
    },
    wake(): void {
      isWoken = true;
      wakeUp();
    },
    async close(): Promise<void> {
      isOver = true;
      wakeUp();
      await running;
    },
  };
}
