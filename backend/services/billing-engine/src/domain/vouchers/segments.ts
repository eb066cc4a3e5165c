import type { OrdinalRange } from "#domain/vouchers/ordinals";

/** Vouchers that follow each other and have something in common. */
export type SegmentOf<Common> = OrdinalRange & { readonly custody: Common };

/** The segment that holds this ordinal. Segments are in order and do not overlap. */
export function segmentAt<C>(segments: readonly SegmentOf<C>[], ordinal: number): SegmentOf<C> | undefined {
  return segments[indexOf(segments, ordinal)];
}

/** What the range is made of, cut at its ends. */
export function piecesOf<C>(segments: readonly SegmentOf<C>[], { first, last }: OrdinalRange): SegmentOf<C>[] {
  const pieces: SegmentOf<C>[] = [];
  for (let index = indexOf(segments, first); index < segments.length; index++) {
    const segment = segments[index]!;
    if (segment.first > last) break;
    pieces.push({ ...segment, first: Math.max(first, segment.first), last: Math.min(last, segment.last) });
  }
  return pieces;
}

/** Changes the segments in place: a batch that is sold one by one has as many as vouchers. Equal neighbours become one. */
export function replace<C>(
  segments: SegmentOf<C>[],
  { first, last, custody }: SegmentOf<C>,
  areSame: (a: C, b: C) => boolean,
): void {
  const from = indexOf(segments, first);
  const to = indexOf(segments, last);
  const [left, right] = [segments[from], segments[to]];
  if (!left || !right) throw new Error(`${first} to ${last} are not vouchers of this batch`);
  segments.splice(
    from,
    to - from + 1,
    ...(left.first < first ? [{ ...left, last: first - 1 }] : []),
    { first, last, custody },
    ...(right.last > last ? [{ ...right, first: last + 1 }] : []),
  );
  const replaced = left.first < first ? from + 1 : from;
  joinWithNext(segments, replaced, areSame);
  if (replaced > 0) joinWithNext(segments, replaced - 1, areSame);
}

function joinWithNext<C>(segments: SegmentOf<C>[], index: number, areSame: (a: C, b: C) => boolean): void {
  const [one, next] = [segments[index], segments[index + 1]];
  if (one && next && one.last + 1 === next.first && areSame(one.custody, next.custody))
    segments.splice(index, 2, { first: one.first, last: next.last, custody: one.custody });
}

function indexOf(segments: readonly OrdinalRange[], ordinal: number): number {
  let [low, high] = [0, segments.length - 1];
  while (low <= high) {
    const middle = (low + high) >> 1;
    const { first, last } = segments[middle]!;
    if (ordinal < first) high = middle - 1;
    else if (ordinal > last) low = middle + 1;
    else return middle;
  }
  return segments.length;
}
