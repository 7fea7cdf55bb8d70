/** A file that could not be fetched, or is not of the allowed ones. Its message names the reason. */
export class MediaError extends Error {
  override readonly name = "MediaError";
  /**
   * `media_not_allowed`: its address or its type is not among the allowed ones. `media_unreachable`: no answer came, or
   * one without a file; an attachment's address expires. `media_too_large`.
   */
  readonly means: "media_not_allowed" | "media_unreachable" | "media_too_large";

  constructor(means: MediaError["means"], message: string) {
    super(message);
    this.means = means;
  }
}
