import { parseDecimal } from '../decimal.ts'
import type { EntityType, Expression } from '../types.ts'
import { SchemaError } from './errors.ts'

const TOKEN = /\s*(?:(\d+(?:\.\d*)?(?:[eE][+-]?\d+)?|\.\d+)|("(?:[^"]|"")+"|[A-Za-z_]\w*)|([-+*(),]))/y
const FUNCTIONS = ['greatest', 'least', 'coalesce'] as const

/**
 * Parses the `arg` of an `@aggregate`: fields of the data point, numbers, `+`, `-`, `*`, parentheses, `greatest`, `least`
 * and `coalesce`. graph-node hands it to PostgreSQL, which knows more: that is refused.
 * @param where for messages
 */
export function parseExpression(text: string, source: EntityType, where: string): Expression {
  const tokens = tokenize(text, where)
  let next = 0
  const peek = () => tokens[next]
  const isNext = (...signs: string[]) => signs.includes(peek() ?? '')
  const fail = () =>
    new SchemaError(
      `${where}: the expression \`${text}\` is not supported by this engine at \`${peek() ?? 'its end'}\``,
    )
  const expect = (sign: string): void => {
    if (tokens[next++] !== sign) throw fail()
  }

  function sum(): Expression {
    let left = product()
    while (isNext('+', '-')) {
      const kind = tokens[next++] as '+' | '-'
      left = { kind, left, right: product() }
    }
    return left
  }

  function product(): Expression {
    let left = factor()
    while (isNext('*')) {
      next++
      left = { kind: '*', left, right: factor() }
    }
    return left
  }

  function factor(): Expression {
    const token = peek()
    if (token === undefined) throw fail()
    if (token === '-' || token === '+') {
      next++
      return token === '-' ? { kind: 'negate', operand: factor() } : factor()
    }
    if (token === '(') {
      next++
      const inner = sum()
      expect(')')
      return inner
    }
    if (/^[\d.]/.test(token)) {
      next++
      return { kind: 'number', value: parseDecimal(token) }
    }
    return tokens[next + 1] === '(' ? call(token) : field(token)
  }

  function call(name: string): Expression {
    const kind = FUNCTIONS.find((known) => known === name.toLowerCase())
    if (kind === undefined) throw fail()
    next += 2
    const operands = [sum()]
    while (isNext(',')) {
      next++
      operands.push(sum())
    }
    expect(')')
    return { kind, operands }
  }

  function field(token: string): Expression {
    const name = token.startsWith('"') ? token.slice(1, -1).replaceAll('""', '"') : token
    const found = source.fields.find((candidate) => candidate.name === name && candidate.derivedFrom === undefined)
    if (found === undefined)
      throw new SchemaError(`${where} has \`arg\` ${text} but the source type does not have such a field`)
    next++
    return { kind: 'field', field: found }
  }

  const expression = sum()
  if (next < tokens.length) throw fail()
  return expression
}

/** The fields that an expression reads. */
export function fieldsOf(expression: Expression): readonly (Expression & { readonly kind: 'field' })[] {
  switch (expression.kind) {
    case 'field':
      return [expression]
    case 'number':
      return []
    case 'negate':
      return fieldsOf(expression.operand)
    case 'greatest':
    case 'least':
    case 'coalesce':
      return expression.operands.flatMap(fieldsOf)
    default:
      return [...fieldsOf(expression.left), ...fieldsOf(expression.right)]
  }
}

function tokenize(text: string, where: string): string[] {
  const tokens: string[] = []
  TOKEN.lastIndex = 0
  while (text.slice(TOKEN.lastIndex).trim() !== '') {
    const from = TOKEN.lastIndex
    const match = TOKEN.exec(text)
    if (match === null)
      throw new SchemaError(
        `${where}: the expression \`${text}\` is not supported by this engine at \`${text.slice(from).trim()}\``,
      )
    tokens.push(match[1] ?? match[2] ?? match[3] ?? '')
  }
  return tokens
}
