import { createRequire } from 'node:module'
import { join } from 'node:path'
import { TestingError } from '../errors.ts'

/** A node of AssemblyScript's syntax tree: where it is in the text, and its parts by the parser's names for them. */
export type SyntaxNode = {
  readonly kind: number
  readonly range: { readonly start: number; readonly end: number }
  readonly [part: string]: unknown
}

export type Syntax = {
  /**
   * The statements at the top of a source.
   * @throws TestingError `COMPILE` with the parser's words
   */
  parse(text: string, file: string): SyntaxNode[]
  /** The parser's name for the kind of a node, such as `IF` or `FUNCTIONDECLARATION`. */
  kindOf(node: SyntaxNode): string
  /** The operator of a node whose right side may not be evaluated. */
  logicalOperator(node: SyntaxNode): '&&' | '||' | undefined
}

/** The part of AssemblyScript 0.19's parser that is used here. */
type Library = {
  readonly Parser: new () => {
    readonly diagnostics: readonly unknown[]
    readonly sources: readonly { readonly statements: SyntaxNode[] }[]
    parseFile(text: string, path: string, isEntry: boolean): void
  }
  readonly NodeKind: Readonly<Record<number, string>>
  readonly Token: Readonly<Record<'AMPERSAND_AMPERSAND' | 'BAR_BAR', number>>
  isError(diagnostic: unknown): boolean
  formatDiagnosticMessage(diagnostic: unknown, useColors: boolean, showContext: boolean): string
}

/** Loads the parser of the compiler that the subgraph uses. */
export function loadSyntax(libsDir: string): Syntax {
  const path = join(libsDir, 'assemblyscript/dist/assemblyscript.js')
  const library: unknown = createRequire(import.meta.url)(path)
  if (!isLibrary(library)) throw new TestingError('CONFIG', `${path} is not AssemblyScript 0.19`)
  const { Parser, NodeKind, Token, isError, formatDiagnosticMessage } = library
  const kindOf = (node: SyntaxNode) => NodeKind[node.kind] ?? ''
  return {
    parse: (text, file) => {
      const parser = new Parser()
      parser.parseFile(text, file, true)
      const error = parser.diagnostics.find(isError)
      if (error !== undefined)
        throw new TestingError('COMPILE', `${file} does not parse\n${formatDiagnosticMessage(error, false, true)}`)
      return parser.sources[0]?.statements ?? []
    },
    kindOf,
    logicalOperator: (node) => {
      if (kindOf(node) !== 'BINARY') return undefined
      return node.operator === Token.AMPERSAND_AMPERSAND ? '&&' : node.operator === Token.BAR_BAR ? '||' : undefined
    },
  }
}

export function isNode(value: unknown): value is SyntaxNode {
  return typeof value === 'object' && value !== null && 'kind' in value && 'range' in value
}

/** The parts of a node that are nodes, in the order of the text. */
export function childrenOf(node: SyntaxNode): SyntaxNode[] {
  return Object.values(node)
    .flatMap((part): unknown[] => (Array.isArray(part) ? part : [part]))
    .filter(isNode)
    .sort((a, b) => a.range.start - b.range.start)
}

/** A part of a node that is a node, or undefined where the source leaves it out. */
export function partOf(node: SyntaxNode, name: string): SyntaxNode | undefined {
  const part = node[name]
  return isNode(part) ? part : undefined
}

/** A part of a node that is a list of nodes; empty where the source leaves it out. */
export function listOf(node: SyntaxNode, name: string): SyntaxNode[] {
  const part = node[name]
  return Array.isArray(part) ? part.filter(isNode) : []
}

/** The text of an identifier or the value of a string that a node has as a part. */
export function textOf(node: SyntaxNode, name: string): string | undefined {
  const part = partOf(node, name)
  const text = part?.text ?? part?.value
  return typeof text === 'string' ? text : undefined
}

function isLibrary(value: unknown): value is Library {
  return typeof value === 'object' && value !== null && 'Parser' in value && 'NodeKind' in value && 'Token' in value
}
