/**
 * Where the bot's handlers stand in its source, for development. Here it notes nothing; `npm start` runs the Worker
 * through `simulator/worker/`, which does, so that its timeline can say which line answered.
 */
export const handlerLocations: {
  /** A handler was registered: called from the very call that the bot wrote. */
  note: (handler: object) => void;
  /** A handler runs in the turn that has this input, after so many things were said in it; a question is asked likewise. */
  runs: (turn: object, handler: object, said: number) => void;
} = { note: () => {}, runs: () => {} };
