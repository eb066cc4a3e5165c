import type { ReactNode } from "react";

/** Shown only after 300 ms, in the shape of what is coming; `screen` names it where there is no heading yet. */
export function Skeleton({ label, screen, children }: { label: string; screen?: string; children: ReactNode }) {
  return (
    <div role="status" className="late">
      {screen && (
        <h1 tabIndex={-1} className="sr-only">
          {screen}
        </h1>
      )}
      <span className="sr-only">{label}</span>
      <div aria-hidden="true">{children}</div>
    </div>
  );
}

export function Bone({ className }: { className: string }) {
  return <div className={`rounded-control bg-sunken ${className}`} />;
}

export function RowBones({ rows }: { rows: number }) {
  return (
    <div className="divide-y divide-line overflow-hidden rounded-card border border-line bg-surface">
      {Array.from({ length: rows }, (_, row) => (
        <div key={row} className="flex items-start justify-between gap-3 px-4 py-3">
          <div className="grid gap-2 py-1">
            <Bone className="h-4 w-40" />
            <Bone className="h-3 w-24" />
          </div>
          <Bone className="mt-1 h-4 w-16" />
        </div>
      ))}
    </div>
  );
}
