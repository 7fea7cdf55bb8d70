/**
 * `GET /`: one page for whoever opens the Worker's address. It says what this is and what to do next. It runs no script,
 * asks nothing of any other address, and shows no secret: a value of no setting but the Page's id, which m.me has, too.
 */
import { type Env, type Settings, settings } from "./env.ts";
import { receives } from "./health.ts";

const STYLE = `
:root { color-scheme: light dark; --ink: #16181d; --soft: #5b6270; --page: #f3f5fa; --card: #fff; --line: #e3e7ef; --accent: #0a66ff; --good: #0b7a3e; --due: #a14a00; }
@media (prefers-color-scheme: dark) { :root { --ink: #eef1f6; --soft: #a3abba; --page: #0f1218; --card: #181c24; --line: #2a303c; --accent: #6ea8ff; --good: #4fd18b; --due: #ffb066; } }
* { box-sizing: border-box; }
body { margin: 0; min-height: 100vh; display: grid; place-items: center; padding: 1.25rem; background: var(--page); color: var(--ink); font: 1.0625rem/1.55 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif; }
main { width: 100%; max-width: 34rem; background: var(--card); border: 1px solid var(--line); border-radius: 1.5rem; padding: clamp(1.5rem, 6vw, 2.75rem); box-shadow: 0 1rem 3rem rgb(0 20 60 / 8%); }
h1 { margin: 1.25rem 0 .5rem; font-size: clamp(1.6rem, 7vw, 2.1rem); line-height: 1.15; letter-spacing: -.02em; text-wrap: balance; }
h2 { margin: 2rem 0 .25rem; font-size: 1rem; }
p { margin: .5rem 0; color: var(--soft); text-wrap: pretty; }
svg { display: block; width: 3.25rem; height: 3.25rem; }
.state { display: inline-flex; align-items: center; gap: .5rem; margin: .75rem 0 0; font-weight: 600; color: var(--good); }
.state.due { color: var(--due); }
.state::before { content: ""; width: .65rem; height: .65rem; border-radius: 50%; background: currentColor; flex: none; }
ol { margin: .75rem 0 0; padding: 0; list-style: none; counter-reset: step; }
li { position: relative; padding: .75rem 0 .75rem 2.75rem; border-top: 1px solid var(--line); counter-increment: step; overflow-wrap: anywhere; }
li::before { content: counter(step); position: absolute; left: 0; top: .75rem; width: 1.75rem; height: 1.75rem; border-radius: 50%; display: grid; place-items: center; font-size: .875rem; font-weight: 700; color: var(--card); background: var(--accent); }
code { font: .875em/1.5 ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; background: var(--page); border: 1px solid var(--line); border-radius: .4rem; padding: .1rem .35rem; box-decoration-break: clone; -webkit-box-decoration-break: clone; }
a { color: var(--accent); text-underline-offset: .2em; }
a.main { display: block; margin: 1.75rem 0 0; padding: .9rem 1.25rem; border-radius: 999px; background: var(--accent); color: var(--card); font-weight: 700; text-align: center; text-decoration: none; }
a:focus-visible { outline: 3px solid var(--accent); outline-offset: 3px; }
footer { margin-top: 2rem; font-size: .875rem; color: var(--soft); }
`;

/** Answers the route. */
export async function frontPage(request: Pick<Request, "url">, env: Env): Promise<Response> {
  const set = settings(env);
  const isReady = set.missing.length === 0 && receives(set);
  const { origin } = new URL(request.url);
  const steps = [
    ...(isReady ? [] : lacking(set)),
    `In the <a href="https://developers.facebook.com/apps/" rel="noreferrer">app at Meta</a>, under Messenger and Webhooks, give <code>${escaped(origin)}/webhook</code> as the callback URL, with the verify token that you have set.`,
    "Subscribe the Page there, and give the Worker a token of it.",
    "Write to the Page. The first answer comes within seconds.",
  ];
  const chat =
    isReady && set.pageId !== ""
      ? `<a class="main" href="https://m.me/${set.pageId}" rel="noreferrer">Write to the bot on Messenger</a>`
      : "";
  const page = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>A Messenger bot</title>
<link rel="icon" href="data:,">
<style>${STYLE}</style>
<main>
${LOGO}
<h1>A bot for Messenger lives here</h1>
<p class="state${isReady ? "" : " due"}">${isReady ? "It is up, and receives messages." : "It is up. It needs a little more before it can answer."}</p>
<p>People write to a Facebook Page, and this Worker answers. There is nothing to read at this address: the conversation is on Messenger.</p>
${chat}
<h2>${isReady ? "Is it yours? What is left to do, if nobody has done it" : "Is it yours? What to do next"}</h2>
<ol>
${steps.map((step) => `<li>${step}</li>`).join("\n")}
</ol>
<footer>For machines: <a href="/health">/health</a>. With the admin token it tells everything that it knows.</footer>
</main>
</html>
`;
  return new Response(page, {
    headers: {
      "content-type": "text/html; charset=utf-8",
      "content-security-policy": await policy(),
      "cache-control": "no-store",
      "referrer-policy": "no-referrer",
      "x-content-type-options": "nosniff",
    },
  });
}

/** The steps to the missing settings. As with `/health`, strangers hear no name of one while there is an admin token. */
function lacking({ adminToken, missing, jurisdiction }: Settings): string[] {
  if (adminToken !== "") {
    return ["Ask <code>/health</code> with your <code>ADMIN_TOKEN</code> what is missing: it tells the remedy, too."];
  }
  return [
    ...missing.map((name) => `Set <code>${name}</code>: ${WAYS[name] ?? `<code>wrangler secret put ${name}</code>`}.`),
    ...(jurisdiction === null
      ? ["Set <code>JURISDICTION</code> in <code>wrangler.toml</code> to nothing, or to <code>eu</code>."]
      : []),
  ];
}

/** The settings that are not a secret of the Worker's alone, with the way to each. */
const WAYS: Readonly<Record<string, string>> = {
  FACEBOOK_APP_ID: "it stands in the app's basic settings at Meta, and goes into <code>wrangler.toml</code>",
  TOKEN_ENCRYPTION_KEY:
    "<code>openssl rand -base64 32</code> makes one, <code>wrangler secret put TOKEN_ENCRYPTION_KEY</code> takes it",
  ADMIN_TOKEN: "<code>openssl rand -hex 32</code> makes one, <code>wrangler secret put ADMIN_TOKEN</code> takes it",
};

const LOGO = `<svg viewBox="0 0 52 52" role="img" aria-label=""><rect width="52" height="52" rx="16" fill="#0a66ff"/><path d="M26 12c-8.3 0-15 5.9-15 13.2 0 4.1 2.1 7.7 5.4 10.1V41l5.2-2.9c1.4.4 2.9.5 4.4.5 8.3 0 15-5.9 15-13.3S34.3 12 26 12Z" fill="#fff"/><circle cx="19.5" cy="25.5" r="2.2" fill="#0a66ff"/><circle cx="26" cy="25.5" r="2.2" fill="#0a66ff"/><circle cx="32.5" cy="25.5" r="2.2" fill="#0a66ff"/></svg>`;

/** Allows the page's own style and nothing else: no script, no picture, no frame, no form. */
async function policy(): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(STYLE));
  const hash = btoa(String.fromCharCode(...new Uint8Array(digest)));
  return `default-src 'none'; style-src 'sha256-${hash}'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`;
}

/** Escapes text for a page: the host of a request is whatever its sender wrote. */
const escaped = (text: string): string => text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
