/** What this package needs of pino. */
export type Log = {
  info(fields: object, text: string): void;
  warn(fields: object, text: string): void;
};
