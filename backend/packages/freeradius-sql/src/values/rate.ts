/** How fast a subscriber may be. A direction that is absent has no limit. Bits a second; burst times in seconds. */
export type Rate = {
  readonly downBitsPerSecond?: number;
  readonly upBitsPerSecond?: number;
  readonly burst?: {
    readonly down?: Burst;
    readonly up?: Burst;
  };
  /** 1 is the most urgent, 8 the least. */
  readonly priority?: number;
  /** What is left to the subscriber when the line is full. */
  readonly guaranteed?: { readonly downBitsPerSecond?: number; readonly upBitsPerSecond?: number };
};

/** Up to `bitsPerSecond`, while the mean of the last `seconds` is below `thresholdBitsPerSecond`. */
export type Burst = {
  readonly bitsPerSecond: number;
  readonly thresholdBitsPerSecond: number;
  readonly seconds: number;
};
