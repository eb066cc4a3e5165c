import { type ReactNode, useEffect, useRef } from "react";

/** What takes the place of what was pressed: the focus, and whoever listens, come along. */
export function Arrival({ children }: { children: ReactNode }) {
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => place.current?.focus(), []);
  return (
    <div ref={place} tabIndex={-1} className="outline-none">
      {children}
    </div>
  );
}
