import type { ReactNode } from "react";

export function Card({ children, plain = false }: { children: ReactNode; plain?: boolean }) {
  return <div className={`rounded-card border border-line bg-surface ${plain ? "" : "p-4"}`}>{children}</div>;
}

export function Section({ title, action, children }: { title: string; action?: ReactNode; children: ReactNode }) {
  return (
    <section className="grid gap-3">
      <div className="flex min-h-6 flex-wrap items-baseline justify-between gap-x-4">
        <h2 className="text-lg font-semibold">{title}</h2>
        {action}
      </div>
      {children}
    </section>
  );
}

export type Tone = "calm" | "good" | "warn" | "bad" | "deep" | "beacon";
const tones: Record<Tone, string> = {
  calm: "bg-calm-soft",
  good: "bg-good-soft",
  warn: "bg-warn-soft",
  bad: "bg-bad-soft",
  deep: "bg-deep-soft",
  beacon: "bg-beacon-soft",
};
const inks: Record<Tone, string> = {
  calm: "text-calm",
  good: "text-good",
  warn: "text-warn",
  bad: "text-bad",
  deep: "text-deep",
  beacon: "text-ink",
};

/** A piece of news with its shape, its word and, where there is one, the next step. */
export function Note(props: {
  tone: Tone;
  icon?: ReactNode;
  title: ReactNode;
  children?: ReactNode;
  action?: ReactNode;
}) {
  return (
    <div className={`flex gap-3 rounded-card p-4 ${tones[props.tone]}`}>
      {props.icon && <span className={`mt-0.5 shrink-0 ${inks[props.tone]}`}>{props.icon}</span>}
      <div className="min-w-0 flex-1">
        <p className="text-base font-semibold">{props.title}</p>
        {props.children && <div className="mt-0.5 max-w-[65ch] text-base text-quiet">{props.children}</div>}
        {props.action && <div className="mt-3">{props.action}</div>}
      </div>
    </div>
  );
}
