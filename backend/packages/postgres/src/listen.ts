import type { Sql } from "#connect";
import { connect } from "#connect";
import { postgres } from "#driver";

export type Listener = {
  /** False while the connection is lost: then nothing is heard, and the caller has to look by itself. */
  listening(): boolean;
  /** Listens again if the connection was lost; call it now and then. */
  ensure(): Promise<void>;
  close(): Promise<void>;
};

/**
 * LISTEN on a connection of its own, to the server of `sql` or (behind a pooler that cannot LISTEN) to `url`. The driver's own `listen`
 * tries once after a lost connection and then stays deaf, so this one is told to try again.
 */
export function listenTo(options: { sql: Sql; url?: string; channel: string; heard: () => void }): Listener {
  const base = options.url === undefined ? options.sql.options : connect(options.url).options;
  let listening = false;
  let attempt: Promise<void> | undefined;
  // The types know neither a parsed form of the options nor `onnotify`; the driver takes both.
  const connection = postgres({
    ...base,
    max: 1,
    idle_timeout: null,
    max_lifetime: null,
    onnotify: () => options.heard(),
    onclose: () => {
      listening = false;
    },
  } as unknown as string);
  async function listen(): Promise<void> {
    try {
      await connection`listen ${connection(options.channel)}`;
      listening = true;
      // What was committed while nobody listened.
      options.heard();
    } catch {
      listening = false;
    }
  }
  return {
    listening: () => listening,
    async ensure() {
      if (listening) return;
      attempt ??= listen().finally(() => {
        attempt = undefined;
      });
      await attempt;
    },
    close: () => connection.end({ timeout: 1 }),
  };
}
