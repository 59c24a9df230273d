/** What a table holds: `hash` and `next` are the table's. */
export type Entry<T> = { readonly id: string; readonly hash: number; next: T | undefined }

/**
 * Entries by id. A `Map` makes V8 enter each key into its table of all strings, which costs a multiple of the look-up
 * where most ids are new.
 */
export class IdTable<T extends Entry<T>> {
  #heads: (T | undefined)[] = newHeads(256)
  #size = 0

  find(id: string, hash: number): T | undefined {
    let entry = this.#heads[hash & (this.#heads.length - 1)]
    while (entry !== undefined && (entry.hash !== hash || entry.id !== id)) entry = entry.next
    return entry
  }

  /** Adds an entry of a new id. */
  add(entry: T): void {
    if (this.#size++ >= this.#heads.length) this.#rebuild(this.#heads.length * 2, () => true)
    this.#link(entry)
  }

  /** Drops all other entries. */
  keep(isKept: (entry: T) => boolean): void {
    this.#rebuild(this.#heads.length, isKept)
  }

  #rebuild(length: number, isKept: (entry: T) => boolean): void {
    const before = this.#heads
    this.#heads = newHeads(length)
    this.#size = 0
    for (const head of before) {
      for (let entry = head; entry !== undefined; ) {
        const { next } = entry
        if (isKept(entry)) {
          this.#size++
          this.#link(entry)
        }
        entry = next
      }
    }
  }

  #link(entry: T): void {
    const at = entry.hash & (this.#heads.length - 1)
    entry.next = this.#heads[at]
    this.#heads[at] = entry
  }
}

function newHeads<T>(length: number): (T | undefined)[] {
  return new Array<T | undefined>(length).fill(undefined)
}
