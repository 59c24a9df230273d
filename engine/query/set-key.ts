import type { JsonValue } from './scalars.ts'

/** An alias may be `__proto__`, which must become a key like any other. */
export function setKey(object: { [key: string]: JsonValue }, key: string, value: JsonValue): void {
  if (key === '__proto__')
    Object.defineProperty(object, key, { value, enumerable: true, configurable: true, writable: true })
  else object[key] = value
}
