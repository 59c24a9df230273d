/**
 * Small faults that a test should notice. They lie in the sources side by side, each behind a switch: the number of the one that is on
 * is the block's coinbase, so that the contracts are compiled once for all of them. Only what cannot be switched (a modifier, a
 * constant) is compiled by itself.
 */
import { isOurs, type Sources } from '../probes/compile.ts'
import { applyEdits, type Edit } from '../probes/edits.ts'
import { impureEdits, ownerOf, wholeStatement } from '../probes/probes.ts'
import { childOf, childrenOf, isConstant, isNode, type Node, type Range, rangeOf, walk } from '../probes/syntax.ts'

export type Operator =
  | 'relational'
  | 'arithmetic'
  | 'bitwise'
  | 'logical'
  | 'boundary'
  | 'negated condition'
  | 'constant'
  | 'enum value'
  | 'removed require'
  | 'removed emit'
  | 'removed statement'
  | 'removed modifier'
  | 'swapped arguments'
  | 'assembly'

/** How the fault is put into the source. */
type Form = 'expression' | 'statement' | 'yul expression' | 'yul statement' | 'apart'

export type Mutant = Range & {
  readonly file: string
  /** 1 for the first. */
  readonly line: number
  readonly owner: string
  readonly operator: Operator
  /** The source as it is, and as it would be. */
  readonly from: string
  readonly to: string
  readonly form: Form
  /** Stays while the code around changes: what it is, and which one of several alike in its function. */
  readonly key: string
}

type Site = Omit<Mutant, 'file' | 'line' | 'owner' | 'key' | 'from'>

const binary: Readonly<Record<string, readonly [Operator, ...string[]]>> = {
  '<': ['relational', '<=', '>='],
  '<=': ['relational', '<', '>'],
  '>': ['relational', '>=', '<='],
  '>=': ['relational', '>', '<'],
  '==': ['relational', '!='],
  '!=': ['relational', '=='],
  '+': ['arithmetic', '-'],
  '-': ['arithmetic', '+'],
  '*': ['arithmetic', '/'],
  '/': ['arithmetic', '*'],
  '%': ['arithmetic', '/'],
  '&': ['bitwise', '|'],
  '|': ['bitwise', '&'],
  '^': ['bitwise', '&'],
  '<<': ['bitwise', '>>'],
  '>>': ['bitwise', '<<'],
  '&&': ['logical', '||'],
  '||': ['logical', '&&'],
}

const yulFunctions: Readonly<Record<string, string>> = {
  add: 'sub',
  sub: 'add',
  mul: 'add',
  div: 'mul',
  and: 'or',
  or: 'and',
  xor: 'and',
  shl: 'shr',
  shr: 'shl',
  lt: 'gt',
  gt: 'lt',
  eq: 'lt',
}

/** All mutants of our sources, in the order of the files and of their places. */
export function findMutants(sources: Sources, trees: Readonly<Record<string, Node>>): Mutant[] {
  const enums = new Map<number, string[]>()
  for (const tree of Object.values(trees))
    walk(tree, (node) => {
      if (node.nodeType === 'EnumDefinition')
        for (const member of childrenOf(node, 'members'))
          enums.set(
            Number(member.id),
            childrenOf(node, 'members').map(({ name }) => String(name)),
          )
      return
    })
  return Object.keys(sources)
    .filter(isOurs)
    .filter((file) => !file.startsWith('contracts/interfaces/'))
    .sort()
    .flatMap((file) => mutantsOf(file, sources[file] ?? '', trees[file], enums))
}

function mutantsOf(
  file: string,
  source: string,
  tree: Node | undefined,
  enums: ReadonlyMap<number, string[]>,
): Mutant[] {
  if (tree === undefined) return []
  const bytes = Buffer.from(source, 'utf8').toString('latin1')
  const text = ({ start, end }: Range): string => Buffer.from(bytes.slice(start, end), 'latin1').toString('utf8')
  const mutants: Mutant[] = []
  const alike = new Map<string, number>()
  walk(tree, (node, parents) => {
    if (
      /TypeName$|^(ImportDirective|UsingForDirective|StructDefinition|EnumDefinition|OverrideSpecifier)$/.test(
        node.nodeType,
      )
    )
      return false
    const inConstant = node.nodeType === 'VariableDeclaration' && isConstant(node)
    const sites = inConstant
      ? constantSites(node, text)
      : [
          ...expressionSites(node, parents, text, enums),
          ...statementSites(node, parents, bytes, text),
          ...yulSites(node, parents, text),
        ]
    for (const site of sites) {
      const owner = ownerOf([node, ...parents])
      const from = text(site)
      const name = [file, owner, site.operator, from, site.to].join('|').replace(/\s+/g, ' ')
      const seen = alike.get(name) ?? 0
      alike.set(name, seen + 1)
      mutants.push({
        ...site,
        file,
        line: bytes.slice(0, site.start).split('\n').length,
        owner,
        from,
        key: `${name}|${seen}`,
      })
    }
    // What is written to has no other value to choose; a function or error that is named has none either.
    return !inConstant
  })
  return mutants
}

/** A constant's value one higher: other code takes it in at compile time. */
function constantSites(node: Node, text: (range: Range) => string): Site[] {
  const value = childOf(node, 'value')
  if (value === undefined || value.nodeType !== 'Literal' || value.kind !== 'number') return []
  const range = rangeOf(value)
  return [{ ...range, operator: 'constant', to: `(${text(range)} + 1)`, form: 'apart' }]
}

function expressionSites(
  node: Node,
  parents: readonly Node[],
  text: (range: Range) => string,
  enums: ReadonlyMap<number, string[]>,
): Site[] {
  if (isTarget(node, parents)) return []
  const range = rangeOf(node)
  const site = (operator: Operator, to: string): Site => ({ ...range, operator, to, form: 'expression' })
  const of = (field: string): string => {
    const child = childOf(node, field)
    return child === undefined ? '' : text(rangeOf(child))
  }
  const sites: Site[] = []
  const [parent] = parents
  switch (node.nodeType) {
    case 'BinaryOperation': {
      if (node.isPure === true) break
      const [operator, ...others] = binary[String(node.operator)] ?? []
      if (operator !== undefined)
        for (const other of others)
          sites.push(site(operator, `${of('leftExpression')} ${other} ${of('rightExpression')}`))
      break
    }
    case 'UnaryOperation':
      if (node.operator === '!') sites.push(site('negated condition', of('subExpression')))
      if (node.operator === '~' && node.isPure !== true) sites.push(site('bitwise', of('subExpression')))
      break
    case 'Literal':
      if (node.kind === 'bool') sites.push(site('constant', node.value === 'true' ? 'false' : 'true'))
      if (node.kind === 'number' && parent?.nodeType === 'BinaryOperation' && parent.isPure !== true) {
        const common = typeOf(parent, 'commonType')
        if (/^uint\d+$/.test(common) && childOf(parent, 'rightExpression') === node)
          sites.push(site('constant', `${common}(${text(range)} + 1)`))
      }
      break
    case 'MemberAccess': {
      const members = enums.get(Number(node.referencedDeclaration))
      if (members === undefined || node.isPure !== true) break
      const other = members[(members.indexOf(String(node.memberName)) + 1) % members.length]
      sites.push(site('enum value', `${of('expression')}.${other}`))
      break
    }
    default:
  }
  const isTest = /^(IfStatement|Conditional)$/.test(parent?.nodeType ?? '') && parent?.condition === node
  if (isTest && !(node.nodeType === 'UnaryOperation' && node.operator === '!'))
    sites.push(site('negated condition', `!(${text(range)})`))
  const isValue =
    (parent?.nodeType === 'Assignment' && parent.rightHandSide === node) ||
    (parent?.nodeType === 'Return' && parent.expression === node) ||
    (parent?.nodeType === 'VariableDeclarationStatement' &&
      parent.initialValue === node &&
      childrenOf(parent, 'declarations').length === 1)
  if (isValue && /^uint\d+$/.test(typeOf(node))) sites.push(site('boundary', `${text(range)} + 1`))
  if (isValue && typeOf(node) === 'bool' && node.nodeType !== 'Literal')
    sites.push(site('negated condition', `!(${text(range)})`))
  if (node.nodeType === 'FunctionCall' && !/^(tuple|error)/.test(typeOf(node)) && !isEmitted(parent))
    for (const swapped of swapsOf(node, text)) sites.push(site('swapped arguments', swapped))
  return sites
}

function statementSites(node: Node, parents: readonly Node[], bytes: string, text: (range: Range) => string): Site[] {
  const [parent] = parents
  if (node.nodeType === 'ModifierInvocation' && node.kind === 'modifierInvocation')
    return [{ ...rangeOf(node), operator: 'removed modifier', to: '', form: 'apart' }]
  if (parent?.nodeType === 'ForStatement' && parent.body !== node) return []
  const range = wholeStatement(node, bytes)
  const site = (operator: Operator, to: string): Site => ({ ...range, operator, to, form: 'statement' })
  const sites: Site[] = []
  const swaps = (call: Node | undefined): void => {
    if (call === undefined) return
    const { start, end } = rangeOf(call)
    for (const swapped of swapsOf(call, text))
      sites.push(
        site(
          'swapped arguments',
          text({ start: range.start, end: start }) + swapped + text({ start: end, end: range.end }),
        ),
      )
  }
  if (node.nodeType === 'EmitStatement') {
    sites.push(site('removed emit', ''))
    swaps(childOf(node, 'eventCall'))
  }
  if (node.nodeType === 'RevertStatement') {
    sites.push(site('removed require', ''))
    swaps(childOf(node, 'errorCall'))
  }
  if (node.nodeType === 'Continue' || node.nodeType === 'Break') sites.push(site('removed statement', ''))
  if (node.nodeType === 'ExpressionStatement') {
    const expression = childOf(node, 'expression')
    if (expression === undefined) return sites
    const isRequire = expression.nodeType === 'FunctionCall' && childOf(expression, 'expression')?.name === 'require'
    const target = childOf(expression, 'leftHandSide')
    if (target === undefined || !/storage pointer/.test(typeOf(target)))
      sites.push(site(isRequire ? 'removed require' : 'removed statement', ''))
    if (isRequire) {
      const [, error] = childrenOf(expression, 'arguments')
      if (error?.nodeType === 'FunctionCall') swaps(error)
    } else if (/^tuple\(\)/.test(typeOf(expression))) swaps(expression)
    const operator = String(expression.operator ?? '')
    const other = { '+=': '-=', '-=': '+=', '*=': '/=', '/=': '*=', '|=': '&=', '&=': '|=', '++': '--', '--': '++' }[
      operator
    ]
    if (other !== undefined) {
      const sign = /^[+\-*/]/.test(operator) ? 'arithmetic' : 'bitwise'
      sites.push(
        site(
          sign,
          text(range).replace(operator, () => other),
        ),
      )
    }
  }
  return sites
}

function yulSites(node: Node, parents: readonly Node[], text: (range: Range) => string): Site[] {
  if (!node.nodeType.startsWith('Yul')) return []
  const range = rangeOf(node)
  const [parent] = parents
  const site = (to: string, form: Form = 'yul expression'): Site => ({ ...range, operator: 'assembly', to, form })
  if (node.nodeType === 'YulExpressionStatement' || node.nodeType === 'YulAssignment')
    return [site('', 'yul statement')]
  if (node.nodeType === 'YulLiteral' && node.kind === 'number' && parent?.nodeType !== 'YulCase')
    return [site(`add(${text(range)}, 1)`)]
  if (node.nodeType !== 'YulFunctionCall') return []
  const name = String(childOf(node, 'functionName')?.name)
  const args = childrenOf(node, 'arguments').map((child) => text(rangeOf(child)))
  const sites: Site[] = []
  const other = yulFunctions[name]
  if (other !== undefined) sites.push(site(`${other}(${args.join(', ')})`))
  if (name === 'lt' || name === 'gt') sites.push(site(`iszero(${name}(${[...args].reverse().join(', ')}))`))
  if (name === 'not' || name === 'iszero') sites.push(site(args[0] ?? '0'))
  if ((name === 'sub' || name === 'shl' || name === 'shr') && args.length === 2)
    sites.push(site(`${name}(${args[1]}, ${args[0]})`))
  return sites
}

/** Each call with two neighbours of the same type, and different text, changed about. */
function swapsOf(call: Node, text: (range: Range) => string): string[] {
  const args = childrenOf(call, 'arguments')
  if (Array.isArray(call.names) && call.names.length > 0) return []
  if (call.kind !== 'functionCall' && call.kind !== 'structConstructorCall') return []
  const { start, end } = rangeOf(call)
  return args.flatMap((left, i) => {
    const right = args[i + 1]
    if (right === undefined || typeOf(left) !== typeOf(right)) return []
    const [a, b] = [rangeOf(left), rangeOf(right)]
    if (text(a) === text(b)) return []
    return [
      text({ start, end: a.start }) +
        text(b) +
        text({ start: a.end, end: b.start }) +
        text(a) +
        text({ start: b.end, end }),
    ]
  })
}

const isEmitted = (parent: Node | undefined): boolean =>
  /^(EmitStatement|RevertStatement)$/.test(parent?.nodeType ?? '')

/** Whether the expression is written to, or names what is called. */
function isTarget(node: Node, parents: readonly Node[]): boolean {
  let child = node
  for (const parent of parents) {
    if (
      parent.leftHandSide === child ||
      (parent.nodeType === 'UnaryOperation' && /^(\+\+|--|delete)$/.test(String(parent.operator)))
    )
      return true
    if (parent.nodeType === 'ModifierInvocation' || parent.nodeType === 'InheritanceSpecifier') return true
    if (/Statement$|^Block$/.test(parent.nodeType)) return false
    child = parent
  }
  return false
}

function typeOf(node: Node, field = 'typeDescriptions'): string {
  const type = node[field]
  if (typeof type !== 'object' || type === null) return ''
  const described = isNode(type) ? type.typeDescriptions : type
  return String((described as { typeString?: unknown }).typeString ?? '')
}

/** The sources with the mutants behind their switches: the first of them is number 1. */
export function switchMutants(
  sources: Sources,
  trees: Readonly<Record<string, Node>>,
  mutants: readonly Mutant[],
): Sources {
  const switched: Record<string, string> = {}
  for (const [file, source] of Object.entries(sources)) {
    const tree = trees[file]
    switched[file] = source
    if (tree === undefined || !file.startsWith('contracts/')) continue
    const edits = impureEdits(tree, source)
    for (const [index, mutant] of mutants.entries()) if (mutant.file === file) edits.push(switchOf(mutant, index + 1))
    switched[file] = applyEdits(source, edits)
  }
  return switched
}

function switchOf({ start, end, form, to }: Mutant, id: number): Edit {
  const on = `block.coinbase == address(${id})`
  const yulOn = `eq(coinbase(), ${id})`
  const replace: Readonly<Record<Form, (inner: string) => string>> = {
    expression: (inner) => `(${on} ? (${to}) : (${inner}))`,
    statement: (inner) => `{ if (${on}) { ${to} } else { ${inner} } }`,
    'yul expression': (inner) => `or(mul(${yulOn}, ${to}), mul(iszero(${yulOn}), ${inner}))`,
    'yul statement': (inner) => `if iszero(${yulOn}) { ${inner} }`,
    apart: () => {
      throw new RangeError('a mutant of this form has no switch')
    },
  }
  return { start, end, replace: replace[form] }
}

/** The sources with this one fault. */
export function applyMutant(sources: Sources, { file, start, end, to }: Mutant): Sources {
  return { ...sources, [file]: applyEdits(sources[file] ?? '', [{ start, end, replace: () => to }]) }
}

/** Numbers of the mutants whose switches stand in this part of a source. */
export const switchesIn = (text: string): number[] =>
  [...text.matchAll(/block\.coinbase == address\((\d+)\)|eq\(coinbase\(\), (\d+)\)/g)].map(([, a, b]) => Number(a ?? b))
