import { errorName, thrownAt } from "../../log.ts";
import { GraphError } from "../../model/graph.ts";
import { ContentError } from "../../model/rendering.ts";

/**
 * Returns what the log says of a bot's error. Its message may quote what a person wrote, so it is left out, except for
 * content that cannot be said: that message only names the field and the limit. A refusal of the platform has its code.
 * @param full with the message, whatever it says
 */
export function describeFault(error: unknown, full: boolean): Readonly<Record<string, unknown>> {
  if (!(error instanceof Error)) return { error: errorName(error) };
  const isSafe = full || error instanceof ContentError;
  const at = thrownAt(error);
  return {
    error: errorName(error),
    ...(isSafe ? { message: error.message } : {}),
    ...(at === undefined ? {} : { at }),
    ...codeOf(error),
  };
}

function codeOf(error: Error): Readonly<Record<string, unknown>> {
  if (error instanceof ContentError) return { code: error.code, field: error.field };
  if (!(error instanceof GraphError)) return {};
  const { code, subcode, status, trace, means } = error;
  return {
    means,
    status,
    code,
    ...(subcode === undefined ? {} : { subcode }),
    ...(trace === undefined ? {} : { trace }),
  };
}
