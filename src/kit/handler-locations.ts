/**
 * Places of the bot's handlers in its source, for development. Here nothing is noted; `npm start` runs the Worker
 * through `simulator/worker/`, which replaces these functions, so that its timeline shows the line that answered.
 */
export const handlerLocations: {
  /** Notes that a handler was registered: called from the very call that the bot wrote. */
  note: (handler: object) => void;
  /**
   * Notes that a handler, or a dialog's question, runs in the turn that has this input, after so many things were said
   * in it.
   */
  runs: (turn: object, handler: object, said: number) => void;
} = { note: () => {}, runs: () => {} };
