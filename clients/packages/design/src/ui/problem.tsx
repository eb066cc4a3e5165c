import type { ReactNode } from "react";
import { Exclamation } from "#ui/field";

/** What happened, whether money moved, what to do, and a person to reach. */
export function Problem(props: {
  title: string;
  happened: ReactNode;
  money?: ReactNode;
  action?: ReactNode;
  person: ReactNode;
}) {
  return (
    <div role="alert" className="rounded-card border border-line bg-surface p-4">
      <div className="flex gap-3">
        <span className="mt-0.5 text-bad">
          <Exclamation />
        </span>
        <div className="grid min-w-0 flex-1 gap-1.5">
          <p className="text-base font-semibold">{props.title}</p>
          <p className="max-w-[65ch] text-base text-quiet">{props.happened}</p>
          {props.money && <p className="text-base font-semibold">{props.money}</p>}
          {props.action && <div className="mt-2 flex flex-wrap gap-3">{props.action}</div>}
          <p className="mt-1 text-sm text-quiet">{props.person}</p>
        </div>
      </div>
    </div>
  );
}
