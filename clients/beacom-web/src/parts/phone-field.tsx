import { Field } from "@beacom/design";
import { useWords } from "#parts/words";

/** Somebody else's number; this device's own suggestions would be one's own. */
export function PhoneField(props: {
  label: string;
  value: string;
  mistaken: boolean;
  onWrite: (phone: string) => void;
}) {
  const { t } = useWords();
  return (
    <Field
      label={props.label}
      name="phone"
      type="tel"
      inputMode="tel"
      autoComplete="off"
      value={props.value}
      onChange={(event) => props.onWrite(event.target.value)}
      error={props.mistaken ? t("check.phone") : undefined}
    />
  );
}
