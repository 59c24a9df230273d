const MIN_PLACES = 256

/**
 * Values by id. A `Map` makes V8 enter each key into its table of all strings, which costs a multiple of the look-up
 * where most ids are new. At most half of the places are taken; a value is at the first free one from its hash on, and an
 * id that is not there is most often known by the hashes alone.
 */
export class IdTable<T extends { readonly id: string }> {
  /** By place, the hash and 1; 0 where it is free. */
  #hashes = new Int32Array(MIN_PLACES)
  #values: (T | undefined)[] = newValues(MIN_PLACES)
  #size = 0

  /** @param hash of the id, of at most 30 bits */
  find(id: string, hash: number): T | undefined {
    const hashes = this.#hashes
    const last = hashes.length - 1
    for (let place = hash & last; hashes[place] !== 0; place = (place + 1) & last) {
      if (hashes[place] !== hash + 1) continue
      const value = this.#values[place]
      if (value?.id === id) return value
    }
    return undefined
  }

  /** Adds a value of a new id. */
  add(value: T, hash: number): void {
    if (2 * this.#size >= this.#hashes.length) this.#rebuild(2 * this.#hashes.length, () => true)
    this.#put(value, hash + 1)
  }

  /** Drops all other values. */
  keep(isKept: (value: T) => boolean): void {
    this.#rebuild(this.#hashes.length, isKept)
  }

  #rebuild(length: number, isKept: (value: T) => boolean): void {
    const [hashes, values] = [this.#hashes, this.#values]
    this.#hashes = new Int32Array(length)
    this.#values = newValues(length)
    this.#size = 0
    for (let place = 0; place < hashes.length; place++) {
      const value = values[place]
      if (value !== undefined && isKept(value)) this.#put(value, hashes[place] ?? 0)
    }
  }

  #put(value: T, mark: number): void {
    const hashes = this.#hashes
    const last = hashes.length - 1
    let place = (mark - 1) & last
    while (hashes[place] !== 0) place = (place + 1) & last
    hashes[place] = mark
    this.#values[place] = value
    this.#size++
  }
}

function newValues<T>(length: number): (T | undefined)[] {
  return new Array<T | undefined>(length).fill(undefined)
}
