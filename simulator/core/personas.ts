/** The Page's personas: a name and a picture that a message can come from. */
export interface Persona {
  readonly id: string;
  readonly name: string;
  readonly profile_picture_url: string;
}

export class Personas {
  readonly #count: () => number;
  readonly #all = new Map<string, Persona>();

  constructor(count: () => number) {
    this.#count = count;
  }

  get all(): readonly Persona[] {
    return [...this.#all.values()];
  }

  find(id: string): Persona | undefined {
    return this.#all.get(id);
  }

  add(name: string, picture: string): Persona {
    const id = String(2_000_000_000_000_000 + this.#count());
    const persona = { id, name, profile_picture_url: picture };
    this.#all.set(id, persona);
    return persona;
  }

  delete(id: string): void {
    this.#all.delete(id);
  }
}
