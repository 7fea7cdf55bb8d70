/** The facts that an account must still know after a restart: a row for each. */
export class KeyValue {
  readonly #sql: SqlStorage;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
    sql.exec("create table if not exists fact (name text primary key, value text not null) without rowid");
  }

  read(name: string): string | undefined {
    return this.#sql.exec<{ value: string }>("select value from fact where name = ?", name).toArray()[0]?.value;
  }

  write(name: string, value: string): void {
    this.#sql.exec("insert or replace into fact values (?, ?)", name, value);
  }

  /** Returns the value that is stored under a name; null when there is none. */
  recall<Value>(name: string): Value | null {
    const text = this.read(name);
    return text === undefined ? null : JSON.parse(text);
  }

  /** Stores a value under a name: anything that JSON can hold. */
  keep(name: string, value: unknown): void {
    this.write(name, JSON.stringify(value));
  }

  forget(name: string): void {
    this.#sql.exec("delete from fact where name = ?", name);
  }
}
