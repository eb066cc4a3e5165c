/** RFC 5176 section 3.6, for the cases that the server itself acts on or finds. */
export const errorCause = { missingAttribute: 402, sessionContextNotFound: 503 } as const;
