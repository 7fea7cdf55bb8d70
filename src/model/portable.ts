/** What every channel takes without changing it. */
export const PORTABLE = {
  /** Characters of a title that can be tapped. */
  title: 20,
  /** Characters of a payload. */
  payload: 1000,
} as const;
