import type { ReactNode } from "react";

/** Nothing here yet, and the first useful thing to do about it. */
export function Empty({ title, children, action }: { title: string; children?: ReactNode; action?: ReactNode }) {
  return (
    <div className="grid justify-items-start gap-2 rounded-card border border-dashed border-edge p-5">
      <p className="text-base font-semibold">{title}</p>
      {children && <p className="max-w-[65ch] text-base text-quiet">{children}</p>}
      {action && <div className="mt-2">{action}</div>}
    </div>
  );
}
