/** Something of the other system that could not be taken over as it was, and why: for the person who moves it. A secret is never in it. */
export type Note = { attribute?: string; op?: string; value?: string; why: string };

/** Adds a note of something found on the way. */
export type TakeNote = (note: Note) => void;
