// The deployed bundle, with a meter around its objects: what they write, how often they are called, how long they are awake.
import worker, * as bundle from "./dist/index.js";

const nothing = () => ({ rows: 0, alarms: 0, read: 0, requests: 0, awake: 0, bytes: 0 });
let webhooks = 0;
let meters = {};
let cursors = [];
const names = new WeakMap();
const awake = new WeakMap();

const meterOf = (name) => {
  meters[name] ??= nothing();
  return meters[name];
};

/** What is billed as a row is known when a cursor was read to its end. */
function count() {
  for (const [name, { rowsWritten, rowsRead }] of cursors) {
    meterOf(name).rows += rowsWritten;
    meterOf(name).read += rowsRead;
  }
  cursors = [];
}

let patched = false;
function patch({ storage }, ctx) {
  if (patched) return;
  patched = true;
  const sql = Object.getPrototypeOf(storage.sql);
  const { exec } = sql;
  sql.exec = function (...args) {
    const cursor = exec.apply(this, args);
    cursors.push([names.get(this) ?? "?", cursor]);
    return cursor;
  };
  const store = Object.getPrototypeOf(storage);
  const { setAlarm } = store;
  store.setAlarm = function (...args) {
    meterOf(names.get(this) ?? "?").alarms++;
    return setAlarm.apply(this, args);
  };
  const state = Object.getPrototypeOf(ctx);
  const { waitUntil } = state;
  state.waitUntil = function (promise) {
    const leave = enter(this);
    return waitUntil.call(this, Promise.resolve(promise).finally(leave));
  };
}

/** An object is awake from the first thing that it does to the end of the last one. */
function enter(ctx) {
  const one = awake.get(ctx);
  if (one === undefined) return () => undefined;
  if (one.busy++ === 0) one.since = Date.now();
  return () => {
    if (--one.busy === 0) meterOf(one.name).awake += Date.now() - one.since;
  };
}

function metered(Base, name) {
  class Metered extends Base {
    constructor(ctx, env) {
      patch(ctx, ctx);
      names.set(ctx.storage, name);
      names.set(ctx.storage.sql, name);
      awake.set(ctx, { name, busy: 0, since: 0 });
      super(ctx, env);
    }

    /** Not one of the Worker's own: the characters that its rows hold, without what SQLite adds; and the bytes on disk. */
    size() {
      const { sql } = this.ctx.storage;
      const tables = sql.exec(
        "select name from sqlite_master where type = 'table' and name not like '\\_cf\\_%' escape '\\'",
      );
      const rows = tables.toArray().flatMap(({ name }) => sql.exec(`select * from ${name}`).toArray());
      const values = rows.flatMap(Object.values).filter((value) => value !== null);
      return { characters: values.reduce((sum, value) => sum + String(value).length, 0), disk: sql.databaseSize };
    }
  }
  for (const method of Object.getOwnPropertyNames(Base.prototype)) {
    if (method === "constructor" || typeof Base.prototype[method] !== "function") continue;
    Metered.prototype[method] = async function (...args) {
      meterOf(name).requests++;
      const leave = enter(this.ctx);
      try {
        return await Base.prototype[method].apply(this, args);
      } finally {
        leave();
      }
    };
  }
  return Metered;
}

export const Conversation = metered(bundle.Conversation, "Conversation");
export const Account = metered(bundle.Account, "Account");

export default {
  ...worker,
  async fetch(request, env, ctx) {
    const { pathname, searchParams } = new URL(request.url);
    if (pathname === "/meter") {
      count();
      const told = { webhooks, ...meters };
      webhooks = 0;
      meters = {};
      return Response.json(told);
    }
    if (pathname === "/size") {
      const sizes = await Promise.all(
        searchParams.getAll("name").map((name) => env.CONVERSATION.getByName(name).size()),
      );
      count();
      return Response.json(sizes);
    }
    webhooks++;
    return worker.fetch(request, env, ctx);
  },
};
