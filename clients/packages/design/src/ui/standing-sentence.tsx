import type { ReactNode } from "react";
import { Lamp, type LampState } from "#ui/lamp";

/** The first thing the eye meets: where you stand, in one sentence, with a lamp and a line of detail. */
export function StandingSentence(props: {
  lamp: LampState;
  status: ReactNode;
  sentence: ReactNode;
  detail?: ReactNode;
}) {
  return (
    <div>
      <p className="mb-3 flex items-center gap-2 text-sm text-quiet">
        <Lamp state={props.lamp} />
        <span>{props.status}</span>
      </p>
      <h1 tabIndex={-1} className="text-xl font-semibold tracking-tight lg:text-2xl">
        {props.sentence}
      </h1>
      {props.detail && <p className="mt-2 max-w-[65ch] text-base text-quiet">{props.detail}</p>}
    </div>
  );
}
