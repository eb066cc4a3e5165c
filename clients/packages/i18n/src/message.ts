import type { en } from "#catalogue/en";

export type MessageKey = keyof typeof en;
export type Catalogue = Record<MessageKey, string>;

type Placeholders<Text extends string> = Text extends `${string}{${infer Name}}${infer Rest}`
  ? Name | Placeholders<Rest>
  : never;

/** The values that a message needs, read off its English text; none, and the argument disappears. */
export type MessageValues<Key extends MessageKey, Value = string> = [Placeholders<(typeof en)[Key]>] extends [never]
  ? []
  : [values: Record<Placeholders<(typeof en)[Key]>, Value>];

export const placeholdersIn = (text: string): string[] => Array.from(text.matchAll(/\{(\w+)\}/g), (match) => match[1]!);

/** The text cut at its placeholders, so that a screen can set an amount in bold wherever the language puts it. */
export function fillParts<Value>(text: string, values: Record<string, Value>): (string | Value)[] {
  return text
    .split(/\{(\w+)\}/)
    .map((part, index) => (index % 2 === 0 ? part : (values[part] as Value)))
    .filter((part) => part !== "");
}

export const fill = (text: string, values: Record<string, string>): string => fillParts(text, values).join("");
