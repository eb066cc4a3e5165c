/** Now, as a UTC instant. Passed in, so that rules and tests decide what time it is. */
export type Clock = () => Date;

export const systemClock: Clock = () => new Date();
