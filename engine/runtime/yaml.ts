import { isAlias, isMap, isScalar, isSeq, type Node, parseAllDocuments, type Scalar } from 'yaml'
import { DeterministicError } from './errors.ts'

/** A YAML document whose numbers keep graph-node's text. */
export type YamlValue =
  | { readonly kind: 'null' }
  | { readonly kind: 'bool'; readonly value: boolean }
  | { readonly kind: 'number' | 'string'; readonly value: string }
  | { readonly kind: 'array'; readonly value: readonly YamlValue[] }
  /** In the order of the document. */
  | { readonly kind: 'object'; readonly value: readonly (readonly [YamlValue, YamlValue])[] }
  | { readonly kind: 'tagged'; readonly tag: string; readonly value: YamlValue }

/** The bound of graph-node, in bytes. */
const MAX_BYTES = 10_000_000
/** The bound of serde_yaml. */
const MAX_DEPTH = 128
/** Aliases of aliases can make a short text endless. */
const MAX_VALUES = 1_000_000

const CORE_TAG = 'tag:yaml.org,2002:'
const KIND_BY_TAG: Readonly<Record<string, YamlValue['kind']>> = {
  [`${CORE_TAG}null`]: 'null',
  [`${CORE_TAG}bool`]: 'bool',
  [`${CORE_TAG}int`]: 'number',
  [`${CORE_TAG}float`]: 'number',
}
const INTEGER = /^([-+]?)(?:0x([0-9a-fA-F]+)|0o([0-7]+)|0b([01]+)|(0|[1-9]\d*))$/
const FLOAT = /^[-+]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][-+]?\d+)?$/
/** serde_yaml takes digits behind a zero for a text. */
const LEADING_ZERO = /^[-+]?0\d+$/

/**
 * Parses UTF-8 YAML as serde_yaml does.
 * @throws SyntaxError when it is not one document of YAML, repeats a key, or is nested too deep
 * @throws DeterministicError when it is longer than 10,000,000 bytes
 */
export function parseYaml(bytes: Uint8Array): YamlValue {
  if (bytes.length > MAX_BYTES) throw new DeterministicError(`YAML size exceeds max size of ${MAX_BYTES} bytes`)
  const text = decode(bytes)
  const documents = parseAllDocuments(text, {
    version: '1.2',
    schema: 'failsafe',
    uniqueKeys: false,
    logLevel: 'silent',
  })
  if (!Array.isArray(documents)) return { kind: 'null' }
  const [document, ...more] = documents
  if (document === undefined) return { kind: 'null' }
  if (more.length > 0)
    throw new SyntaxError('deserializing from YAML containing more than one document is not supported')
  const [error] = document.errors
  if (error !== undefined) throw new SyntaxError(error.message.split('\n')[0])
  const budget = { values: MAX_VALUES }
  const read = (node: Node | null | undefined, depth: number): YamlValue => {
    if (depth > MAX_DEPTH) throw new SyntaxError('recursion limit exceeded')
    if (budget.values-- === 0) throw new SyntaxError('repetition limit exceeded')
    if (node === null || node === undefined) return { kind: 'null' }
    if (isAlias(node)) {
      const target = node.resolve(document)
      if (target === undefined) throw new SyntaxError('unknown anchor')
      return read(target, depth + 1)
    }
    const value = readContent(node, depth)
    const { tag } = node
    if (tag === undefined || tag.startsWith(CORE_TAG) || tag === '!') return value
    return { kind: 'tagged', tag, value }
  }
  const readContent = (node: Node, depth: number): YamlValue => {
    if (isScalar(node)) return readScalar(node)
    if (isSeq<Node>(node)) return { kind: 'array', value: node.items.map((item) => read(item, depth + 1)) }
    if (!isMap<Node, Node>(node)) throw new SyntaxError('invalid YAML')
    const entries = node.items.map(({ key, value }) => [read(key, depth + 1), read(value, depth + 1)] as const)
    const keys = new Set(entries.map(([key]) => JSON.stringify(key)))
    if (keys.size < entries.length) throw new SyntaxError('duplicate entry')
    return { kind: 'object', value: entries }
  }
  return read(document.contents, 0)
}

function decode(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    throw new SyntaxError('the bytes are not UTF-8')
  }
}

/** A scalar that is not quoted may be null, a boolean or a number. */
function readScalar({ type, tag, value }: Scalar): YamlValue {
  const text = String(value ?? '')
  const kind = tag === undefined ? undefined : KIND_BY_TAG[tag]
  if (kind !== undefined) {
    const read = readPlain(text)
    if (read.kind !== kind) throw new SyntaxError(`invalid value: \`${text}\` is no ${kind}`)
    return read
  }
  if ((type !== undefined && type !== 'PLAIN') || tag === `${CORE_TAG}str`) return { kind: 'string', value: text }
  return readPlain(text)
}

function readPlain(text: string): YamlValue {
  if (/^(?:|~|null|Null|NULL)$/.test(text)) return { kind: 'null' }
  if (/^(?:true|True|TRUE|false|False|FALSE)$/.test(text)) return { kind: 'bool', value: /^t/i.test(text) }
  const number = numberText(text)
  return number === undefined ? { kind: 'string', value: text } : { kind: 'number', value: number }
}

/** A number as serde_yaml prints it: integers in decimal, floats with a fraction or an exponent. */
function numberText(text: string): string | undefined {
  const integer = INTEGER.exec(text)
  if (integer !== null) {
    const [, sign = '', hex, octal, binary, decimal = ''] = integer
    const digits = hex ? `0x${hex}` : octal ? `0o${octal}` : binary ? `0b${binary}` : decimal
    const value = sign === '-' ? -BigInt(digits) : BigInt(digits)
    if (value >= -(2n ** 63n) && value < 2n ** 64n) return String(value)
    if (value >= -(2n ** 127n) && value < 2n ** 128n) throw new SyntaxError(`${text} does not fit into 64 bits`)
    return decimal === '' ? undefined : floatText(Number(text))
  }
  if (/^[-+]?\.(?:inf|Inf|INF)$/.test(text)) return text.startsWith('-') ? '-.inf' : '.inf'
  if (/^\.(?:nan|NaN|NAN)$/.test(text)) return '.nan'
  if (!FLOAT.test(text) || LEADING_ZERO.test(text)) return undefined
  const value = Number(text)
  return Number.isFinite(value) ? floatText(value) : undefined
}

/** As Rust's ryu prints it: `1.0`, `1e16`, `1.5e-7`. */
function floatText(value: number): string {
  const [mantissa = '', exponent] = value.toExponential().split('e')
  const power = Number(exponent)
  if (value !== 0 && (power < -5 || power >= 16)) return `${mantissa}e${power}`
  const plain = Object.is(value, -0) ? '-0' : plainText(value)
  return plain.includes('.') ? plain : `${plain}.0`
}

function plainText(value: number): string {
  const text = String(value)
  if (!text.includes('e')) return text
  const [mantissa = '', exponent = '0'] = text.split('e')
  const digits = mantissa.replace('-', '').replace('.', '')
  return `${value < 0 ? '-' : ''}0.${'0'.repeat(-Number(exponent) - 1)}${digits}`
}
