/** What is wrong in the bot as a whole is said when the Worker starts: in `npm start`, and before a deploy goes live. */
import { bot } from "#bot";
import { profileProblems } from "./channels/messenger/page/profile.ts";
import { buildProblems } from "./kit/build-check.ts";

const problems = [...buildProblems(), ...profileProblems(bot)];
if (problems.length > 0) throw new Error(`The bot cannot be built:\n- ${problems.join("\n- ")}`);
