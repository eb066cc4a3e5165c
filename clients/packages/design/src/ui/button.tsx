import type { ButtonHTMLAttributes, ReactNode } from "react";

export type ButtonKind = "primary" | "second" | "quiet";

const shape =
  "inline-flex min-h-12 cursor-pointer items-center justify-center gap-2 rounded-control px-5 py-2.5 text-base font-semibold select-none disabled:cursor-default aria-disabled:cursor-default";
const kinds: Record<ButtonKind, string> = {
  primary:
    "border border-beacon-edge bg-beacon text-on-beacon active:bg-beacon-pressed disabled:border-edge disabled:bg-sunken disabled:text-quiet",
  second: "border border-edge bg-surface text-ink active:bg-sunken disabled:text-quiet",
  quiet: "text-deep underline decoration-1 underline-offset-4 active:bg-sunken",
};

/** The same look for links that lead on; a screen has exactly one primary. */
export const buttonClass = (kind: ButtonKind = "second", wide = false): string =>
  `${shape} ${kinds[kind]}${wide ? " w-full" : ""}`;

/** While `busy` the words say what is going on and a second press does nothing. */
export function Button(
  props: {
    kind?: ButtonKind;
    wide?: boolean;
    busy?: string | false | undefined;
    children: ReactNode;
  } & Pick<
    ButtonHTMLAttributes<HTMLButtonElement>,
    "type" | "onClick" | "disabled" | "aria-describedby" | "aria-expanded" | "aria-controls"
  >,
) {
  const { kind = "second", wide = false, busy, children, type = "button", onClick, ...rest } = props;
  return (
    <button
      {...rest}
      type={busy ? "button" : type}
      aria-disabled={busy ? true : undefined}
      onClick={busy ? undefined : onClick}
      className={buttonClass(kind, wide)}
    >
      {busy || children}
    </button>
  );
}
