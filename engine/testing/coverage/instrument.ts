/**
 * Makes a source report what of it runs: calls of an imported function, with a number, are put into its text. No line is
 * added before its end, so that messages keep their lines, if not their columns. Only what is inside of functions counts: the rest runs
 * whenever the file is loaded.
 */
import { childrenOf, listOf, partOf, type Syntax, type SyntaxNode, textOf } from './syntax.ts'

/** A place in a source that is reached or not. `line` from 1. */
export type Point =
  | { readonly kind: 'function'; readonly line: number; readonly name: string }
  | { readonly kind: 'statement'; readonly line: number }
  | { readonly kind: 'branch'; readonly line: number; readonly branch: Branch }

/** `?` and `:` are the two of a conditional expression, `&&` and `||` the right side of one. */
export type Branch = 'if' | 'else' | 'case' | 'default' | '?' | ':' | '&&' | '||'

/** The name of the function that sources import to report a point. */
export const REACHED = 'engine_reached'

/** The points of a source, and its text with calls that report them by their index, counted from `firstPoint`. */
export type Instrumented = { readonly points: readonly Point[]; readonly text: string }

export function instrument(syntax: Syntax, text: string, top: readonly SyntaxNode[], firstPoint: number): Instrumented {
  const pass = new Pass(syntax, text, firstPoint)
  for (const node of top) pass.declaration(node, '')
  return { points: pass.points, text: pass.result() }
}

const FUNCTIONS = new Set(['FUNCTIONDECLARATION', 'METHODDECLARATION'])
const LOOPS = new Set(['FOR', 'FOROF', 'WHILE', 'DO'])
const LEAVES = new Set(['RETURN', 'BREAK', 'CONTINUE', 'THROW'])
const REST_OF_STATEMENT = /(?:\s|\/\/.*|\/\*[\s\S]*?\*\/)*;/y

class Pass {
  readonly points: Point[] = []
  readonly #insertions: { readonly at: number; readonly text: string }[] = []
  readonly #syntax: Syntax
  readonly #text: string
  readonly #firstPoint: number

  constructor(syntax: Syntax, text: string, firstPoint: number) {
    this.#syntax = syntax
    this.#text = text
    this.#firstPoint = firstPoint
  }

  result(): string {
    let text = ''
    let from = 0
    // Sorting is stable: what was inserted first at a place stays first.
    for (const insertion of this.#insertions.toSorted((a, b) => a.at - b.at)) {
      text += this.#text.slice(from, insertion.at) + insertion.text
      from = insertion.at
    }
    const declaration = `@external("coverage", "${REACHED}") declare function ${REACHED}(point: i32): void`
    return `${text}${this.#text.slice(from)}\n${declaration}\n`
  }

  /** What is not inside of a function: looks for functions only. */
  declaration(node: SyntaxNode, owner: string): void {
    const kind = this.#syntax.kindOf(node)
    if (FUNCTIONS.has(kind)) {
      this.#function(node, owner)
      return
    }
    const isOwner = kind === 'CLASSDECLARATION' || kind === 'NAMESPACEDECLARATION'
    const inside = isOwner ? `${owner}${textOf(node, 'name')}.` : owner
    for (const child of childrenOf(node)) this.declaration(child, inside)
  }

  #function(node: SyntaxNode, owner: string): void {
    const body = partOf(node, 'body')
    if (body === undefined) return
    const name = textOf(node, 'name')
    const entry = this.#report({
      kind: 'function',
      line: this.#line(partOf(node, 'name')?.range.start ?? node.range.start),
      name: name ? owner + name : '(anonymous)',
    })
    const [first, ...others] = listOf(body, 'statements')
    if (this.#syntax.kindOf(body) !== 'BLOCK') {
      this.#value(body, entry)
    } else if (first === undefined || !this.#isSuperCall(first)) {
      this.#insert(body.range.start + 1, `${entry};`)
      this.#statements(listOf(body, 'statements'))
    } else {
      // Nothing may come before a call of the parent's constructor.
      this.#walk(first)
      this.#insert(this.#endOf(first), `;${entry};`)
      this.#statements(others)
    }
  }

  #isSuperCall(statement: SyntaxNode): boolean {
    const callee = partOf(partOf(statement, 'expression') ?? statement, 'expression')
    return callee !== undefined && this.#syntax.kindOf(callee) === 'SUPER'
  }

  #statements(statements: readonly SyntaxNode[]): void {
    for (const statement of statements) {
      const { start } = statement.range
      this.#insert(start, `${this.#report({ kind: 'statement', line: this.#line(start) })};`)
      this.#walk(statement)
    }
  }

  /** What is inside of a function. */
  #walk(node: SyntaxNode): void {
    const kind = this.#syntax.kindOf(node)
    const operator = this.#syntax.logicalOperator(node)
    if (FUNCTIONS.has(kind)) this.#function(node, '')
    else if (kind === 'BLOCK') this.#statements(listOf(node, 'statements'))
    else if (kind === 'IF') this.#if(node)
    else if (kind === 'SWITCHCASE') this.#case(node)
    else if (kind === 'TERNARY') this.#ternary(node)
    else if (operator !== undefined) this.#logical(node, operator)
    else this.#inside(node, kind)
  }

  #inside(node: SyntaxNode, kind: string): void {
    const body = LOOPS.has(kind) ? partOf(node, 'statement') : undefined
    for (const child of childrenOf(node)) {
      if (child === body) this.#body(child, '')
      else this.#walk(child)
    }
  }

  #if(node: SyntaxNode): void {
    const [condition, then, otherwise] = ['condition', 'ifTrue', 'ifFalse'].map((name) => partOf(node, name))
    if (condition === undefined || then === undefined) return
    const line = this.#line(node.range.start)
    this.#walk(condition)
    this.#body(then, `${this.#report({ kind: 'branch', line, branch: 'if' })};`)
    const report = `${this.#report({ kind: 'branch', line, branch: 'else' })};`
    if (otherwise !== undefined) this.#body(otherwise, report)
    // What follows is the other way then; an `else` would hide from the compiler what is not null there.
    else if (this.#leaves(then)) this.#insert(this.#endOf(then), report)
    else this.#insert(this.#endOf(then), ` else {${report}}`)
  }

  #leaves(statement: SyntaxNode): boolean {
    return LEAVES.has(this.#syntax.kindOf(listOf(statement, 'statements').at(-1) ?? statement))
  }

  /** A statement that is done or not, or again and again: `report` comes first in it. */
  #body(statement: SyntaxNode, report: string): void {
    if (this.#syntax.kindOf(statement) === 'BLOCK') {
      this.#insert(statement.range.start + 1, report)
      this.#walk(statement)
    } else {
      this.#insert(statement.range.start, `{${report}`)
      this.#statements([statement])
      this.#insert(this.#endOf(statement), '}')
    }
  }

  #case(node: SyntaxNode): void {
    const label = partOf(node, 'label')
    const statements = listOf(node, 'statements')
    const start = label?.range.start ?? this.#text.indexOf('default', node.range.start)
    const report = this.#report({ kind: 'branch', line: this.#line(start), branch: label ? 'case' : 'default' })
    this.#insert(statements[0]?.range.start ?? node.range.end, `${report};`)
    this.#statements(statements)
  }

  #ternary(node: SyntaxNode): void {
    const [condition, then, otherwise] = ['condition', 'ifThen', 'ifElse'].map((name) => partOf(node, name))
    if (condition === undefined || then === undefined || otherwise === undefined) return
    this.#walk(condition)
    this.#branchValue(then, '?')
    this.#branchValue(otherwise, ':')
  }

  #logical(node: SyntaxNode, operator: '&&' | '||'): void {
    const [left, right] = ['left', 'right'].map((name) => partOf(node, name))
    if (left === undefined || right === undefined) return
    this.#walk(left)
    if (this.#narrows(right)) this.#walk(right)
    else this.#branchValue(right, operator)
  }

  /**
   * Whether the compiler may conclude from an operand that a name is not null, which it cannot through a call before it.
   * Such an operand only looks at a name: nothing in it could go wrong untested.
   */
  #narrows(operand: SyntaxNode): boolean {
    const kind = this.#syntax.kindOf(operand)
    if (kind === 'IDENTIFIER') return true
    if (kind === 'PARENTHESIZED') return childrenOf(operand).some((child) => this.#narrows(child))
    if (kind === 'UNARYPREFIX') return childrenOf(operand).some((child) => this.#narrows(child))
    if (kind !== 'BINARY') return false
    if (this.#syntax.logicalOperator(operand) !== undefined)
      return childrenOf(operand).some((child) => this.#narrows(child))
    return childrenOf(operand).some((child) => this.#syntax.kindOf(child) === 'NULL')
  }

  #branchValue(node: SyntaxNode, branch: Branch): void {
    this.#value(node, this.#report({ kind: 'branch', line: this.#line(node.range.start), branch }))
  }

  /** An expression that reports when it is evaluated. */
  #value(node: SyntaxNode, report: string): void {
    this.#insert(node.range.start, `(${report},`)
    this.#walk(node)
    this.#insert(node.range.end, ')')
  }

  #report(point: Point): string {
    this.points.push(point)
    return `${REACHED}(${this.#firstPoint + this.points.length - 1})`
  }

  #insert(at: number, text: string): void {
    this.#insertions.push({ at, text })
  }

  /** The end of a statement with its semicolon, which is not in the parser's range. */
  #endOf(statement: SyntaxNode): number {
    const kind = this.#syntax.kindOf(statement)
    if (kind === 'BLOCK' || kind === 'SWITCH') return statement.range.end
    const last =
      kind === 'IF'
        ? (partOf(statement, 'ifFalse') ?? partOf(statement, 'ifTrue'))
        : kind !== 'DO' && LOOPS.has(kind) && partOf(statement, 'statement')
    if (last) return this.#endOf(last)
    REST_OF_STATEMENT.lastIndex = statement.range.end
    return REST_OF_STATEMENT.test(this.#text) ? REST_OF_STATEMENT.lastIndex : statement.range.end
  }

  #line(offset: number): number {
    return this.#text.slice(0, offset).split('\n').length
  }
}
