export type DeveloperMessage = { channel: string; to: string; text: string };

/** The log line with which notification-service says what it sent, when the developer's pages are on. */
export function developerMessage(line: string): DeveloperMessage | undefined {
  if (!line.includes('"message"')) return undefined;
  try {
    const entry = JSON.parse(line) as { message?: Partial<DeveloperMessage> };
    const { channel, to, text } = entry.message ?? {};
    return channel && to && text ? { channel, to, text } : undefined;
  } catch {
    return undefined;
  }
}
