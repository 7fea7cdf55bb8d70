/** A file that could not be fetched, or is not one that was asked for. Its message says why. */
export class MediaError extends Error {
  override readonly name = "MediaError";
  /**
   * `media_not_allowed`: its address or its type is none of those that are allowed. `media_unreachable`: nobody answered,
   * or not with a file; an attachment's address expires. `media_too_large`.
   */
  readonly means: "media_not_allowed" | "media_unreachable" | "media_too_large";

  constructor(means: MediaError["means"], message: string) {
    super(message);
    this.means = means;
  }
}
