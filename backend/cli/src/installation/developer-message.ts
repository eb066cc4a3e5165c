export type DeveloperMessage = { kind: string; to: string; text: string };

/** The log line with which notification-service says what it sent, when the developer's pages are on. */
export function developerMessage(line: string): DeveloperMessage | undefined {
  if (!line.includes('"msg":"message"')) return undefined;
  try {
    const { msg, to, text, kind } = JSON.parse(line) as Partial<DeveloperMessage> & { msg?: string };
    return msg === "message" && to && text ? { kind: kind ?? "message", to, text } : undefined;
  } catch {
    return undefined;
  }
}
