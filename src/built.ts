/** What is wrong in the bot as a whole is said when the Worker starts: in `npm start`, and before a deploy goes live. */
import "#bot";
import { buildProblems } from "./kit/registry.ts";

const problems = buildProblems();
if (problems.length > 0) throw new Error(`The bot cannot be built:\n- ${problems.join("\n- ")}`);
