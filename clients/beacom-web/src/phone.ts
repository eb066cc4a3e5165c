/** As a person writes one; whether it is a number, and whose, is for the other side to say. */
export const looksLikePhone = (text: string): boolean => /^\+?[\d\s()-]{9,20}$/.test(text.trim());
