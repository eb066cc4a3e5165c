import { Field } from "@beacom/design";
import { type ComponentProps, useState } from "react";
import { useWords } from "#parts/words";

/** A password that can be looked at: typing blind on a small screen is what locks people out. */
export function SecretField(props: Omit<ComponentProps<typeof Field>, "type" | "aside">) {
  const { t } = useWords();
  const [shown, setShown] = useState(false);
  return (
    <Field
      {...props}
      type={shown ? "text" : "password"}
      autoCapitalize="none"
      spellCheck={false}
      aside={
        <button
          type="button"
          aria-pressed={shown}
          aria-label={`${t("signIn.show")}: ${props.label}`}
          onClick={() => setShown(!shown)}
          className="min-h-12 min-w-16 cursor-pointer rounded-control px-3 text-base text-deep underline underline-offset-4"
        >
          {t(shown ? "signIn.hide" : "signIn.show")}
        </button>
      }
    />
  );
}
