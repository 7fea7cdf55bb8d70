/** Returns words without what a platform may change about the space between them. */
export const squeezed = (text: string): string => text.trim().replace(/\s+/g, " ");
