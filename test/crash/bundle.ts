/** The Worker as it is deployed, with the suite's bot in the place of the team's, and the configuration for raw workerd. */
import { execFileSync } from "node:child_process";
import { copyFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { unstable_readConfig } from "wrangler";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const HERE = fileURLToPath(new URL(".", import.meta.url));
const BOT = join(HERE, "bot/bot.ts");

const text = (value: string): string => JSON.stringify(value);

/** What of wrangler.toml the suite runs the Worker by. */
interface Deployed {
  readonly compatibility_date?: string;
  readonly compatibility_flags: readonly string[];
  readonly durable_objects: { readonly bindings: readonly { readonly name: string; readonly class_name: string }[] };
  readonly kv_namespaces: readonly { readonly binding: string }[];
  readonly queues: {
    readonly producers?: readonly { readonly binding: string }[];
    readonly consumers?: readonly Consumer[];
  };
}

export interface Consumer {
  readonly queue: string;
  readonly max_batch_size?: number;
  /** Seconds, like the next ones. */
  readonly max_batch_timeout?: number;
  readonly max_retries?: number;
  readonly retry_delay?: number;
  readonly dead_letter_queue?: string;
}

export const deployed: Deployed = unstable_readConfig({ config: join(ROOT, "wrangler.toml") });

/** Builds the Worker of a bot into `dist`, and puts beside it what else runs in workerd. */
export function build(folder: string, bot = BOT): void {
  for (const name of ["deliver.js", "unreliable.js"]) copyFileSync(join(HERE, name), join(folder, name));
  // As src/index.ts, with this bot.
  const entry = join(folder, "index.ts");
  writeFileSync(
    entry,
    `import { createWorker } from ${text(join(ROOT, "src/worker.ts"))};
import { bot } from ${text(bot)};
const { Conversation, Account, handler } = createWorker(bot);
export { Account, Conversation };
export default handler;
`,
  );
  execFileSync(
    process.execPath,
    [
      createRequire(import.meta.url).resolve("wrangler"),
      ...["deploy", entry, "--config", join(ROOT, "wrangler.toml"), "--dry-run", "--outdir", join(folder, "dist")],
    ],
    {
      cwd: ROOT,
      stdio: ["ignore", "ignore", "inherit"],
      env: {
        ...process.env,
        CI: "true",
        NO_COLOR: "1",
        WRANGLER_HIDE_BANNER: "true",
        WRANGLER_SEND_METRICS: "false",
        XDG_CONFIG_HOME: join(folder, "config"),
      },
    },
  );
}

/** Where workerd's program lies: beside the package's own start script, in the package for this platform. */
export function workerdPath(): string {
  const require = createRequire(createRequire(import.meta.url).resolve("wrangler"));
  const { default: path } = require("workerd") as { default: string };
  return path;
}

export interface Wiring {
  readonly storage: string;
  /** `127.0.0.1:1234`: what serves KV and the queues. */
  readonly platform: string;
  /** A module of the folder that stands around the bundle, which is the same: `unreliable.js` is overloaded at times. */
  readonly around: string | null;
  readonly variables: Readonly<Record<string, string | number>>;
}

const module = (path: string): string => `(name = ${text(path)}, esModule = embed ${text(path)})`;
const list = (values: readonly string[]): string => `[ ${values.join(", ")} ]`;

/** The configuration of workerd, for the folder of `build`: only this machine can be reached from it. */
export function workerdConfig({ storage, platform, around, variables }: Wiring): string {
  const { compatibility_date, compatibility_flags, durable_objects, kv_namespaces, queues } = deployed;
  const objects = durable_objects.bindings;
  const bindings = [
    ...objects.map(({ name, class_name }) => `(name = ${text(name)}, durableObjectNamespace = ${text(class_name)})`),
    ...kv_namespaces.map(({ binding }) => `(name = ${text(binding)}, kvNamespace = "platform")`),
    ...(queues.producers ?? []).map(({ binding }) => `(name = ${text(binding)}, queue = "platform")`),
    ...Object.entries(variables).map(([name, value]) => `(name = ${text(name)}, text = ${text(String(value))})`),
  ];
  const classes = objects.map(
    ({ class_name }) =>
      `(className = ${text(class_name)}, uniqueKey = ${text(`edgewise-${class_name}`)}, enableSql = true)`,
  );
  return `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [
    (name = "bot", worker = .bot),
    (name = "deliver", worker = .deliver),
    (name = "platform", external = (address = ${text(platform)}, http = ())),
    (name = "disk", disk = (path = ${text(storage)}, writable = true)),
    (name = "internet", network = (allow = ["local"])),
  ],
  sockets = [
    (name = "bot", address = "127.0.0.1:0", http = (), service = "bot"),
    (name = "deliver", address = "127.0.0.1:0", http = (), service = "deliver"),
  ],
);
const bot :Workerd.Worker = (
  modules = ${list([...(around === null ? [] : [around]), "dist/index.js"].map(module))},
  compatibilityDate = ${text(compatibility_date ?? "")},
  compatibilityFlags = ${list(compatibility_flags.map(text))},
  durableObjectNamespaces = ${list(classes)},
  durableObjectStorage = (localDisk = "disk"),
  bindings = ${list(bindings)},
);
const deliver :Workerd.Worker = (
  modules = [ (name = "deliver.js", esModule = embed "deliver.js") ],
  compatibilityDate = ${text(compatibility_date ?? "")},
  compatibilityFlags = ["service_binding_extra_handlers"],
  bindings = [ (name = "BOT", service = "bot") ],
);
`;
}
