import type { MessageKey } from "@beacom/i18n";
import { type FormEvent, type RefObject, useRef, useState } from "react";

export type Check<Values> = {
  safeParse(
    input: unknown,
  ):
    | { success: true; data: Values }
    | { success: false; error: { issues: readonly { path: PropertyKey[]; message: string }[] } };
};

/**
 * A form is its inputs: read when it is sent, checked as a whole, and the first mistake gets the focus. The messages of
 * the check are keys of the catalogue.
 */
export function useForm<Values>(check: Check<Values>, send: (values: Values) => Promise<void>) {
  const form = useRef<HTMLFormElement>(null);
  const [mistakes, setMistakes] = useState<Partial<Record<string, MessageKey>>>({});
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<unknown>();

  const onSubmit = async (event: FormEvent) => {
    event.preventDefault();
    if (busy || !form.current) return;
    const checked = check.safeParse(Object.fromEntries(new FormData(form.current)));
    if (!checked.success) {
      const found: Partial<Record<string, MessageKey>> = {};
      for (const issue of checked.error.issues) found[String(issue.path[0])] ??= issue.message as MessageKey;
      setMistakes(found);
      focusFirst(form, Object.keys(found));
      return;
    }
    setMistakes({});
    setFailure(undefined);
    setBusy(true);
    try {
      await send(checked.data);
    } catch (error) {
      setFailure(error);
    } finally {
      setBusy(false);
    }
  };
  return { form, mistakes, setMistakes, busy, failure, onSubmit: (event: FormEvent) => void onSubmit(event) };
}

function focusFirst(form: RefObject<HTMLFormElement | null>, names: readonly string[]): void {
  const inputs = Array.from(form.current?.elements ?? []) as HTMLInputElement[];
  inputs.find(({ name }) => names.includes(name))?.focus();
}
