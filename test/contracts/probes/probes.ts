/**
 * Puts probes into the contracts' sources: at each statement, on both sides of each condition, in each branch of assembly. A probe is
 * a call of an address that the in-process chain listens to, and does nothing else but cost gas.
 */
import { isOurs, type Sources } from './compile.ts'
import { applyEdits, type Edit, insertion } from './edits.ts'
import { childOf, childrenOf, isConstant, type Node, type Range, rangeOf, walk } from './syntax.ts'

export type Probe = {
  readonly id: number
  readonly file: string
  readonly kind: 'statement' | 'branch'
  /** 1 for the first. */
  readonly line: number
  /** Bytes from the file's beginning. */
  readonly start: number
  readonly end: number
  /** Contract or library, and function. */
  readonly owner: string
  /** For a branch: which way it was taken. */
  readonly way?: string
}

const probeFile = 'contracts/__probe.sol'

/** The address is the one that Hardhat's chain (EDR) reports calls of. */
const probeSource = `// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;
address constant PROBE = 0xc0bEc0BEc0BeC0bEC0beC0bEC0bEC0beC0beC0BE;
function __hit(uint256 id) view {
    assembly ("memory-safe") {
        let p := mload(0x40)
        mstore(p, id)
        pop(staticcall(gas(), PROBE, p, 32, 0, 0))
    }
}
function __taken(bool condition, uint256 id) view returns (bool) {
    __hit(condition ? id : id + 1);
    return condition;
}
`

/** The sources with probes, and what each stands for. */
export function addProbes(
  sources: Sources,
  trees: Readonly<Record<string, Node>>,
): { probed: Sources; probes: Probe[] } {
  const probed: Record<string, string> = { [probeFile]: probeSource }
  const probes: Probe[] = []
  for (const [file, source] of Object.entries(sources)) {
    const tree = trees[file]
    probed[file] = source
    if (tree === undefined || !file.startsWith('contracts/')) continue
    const edits = impureEdits(tree, source)
    if (isOurs(file)) edits.push(...probesOf(file, source, tree, probes))
    probed[file] = applyEdits(source, edits)
  }
  return { probed, probes }
}

/** A pure function may not call: `view` takes the place of every `pure`. */
export function impureEdits(tree: Node, source: string): Edit[] {
  const edits: Edit[] = []
  const bytes = Buffer.from(source, 'utf8').toString('latin1')
  walk(tree, (node) => {
    if (node.nodeType !== 'FunctionDefinition' || node.stateMutability !== 'pure') return
    const body = childOf(node, 'body')
    const parameters = childOf(node, 'parameters')
    const from = parameters === undefined ? rangeOf(node).start : rangeOf(parameters).end
    const to = body === undefined ? rangeOf(node).end : rangeOf(body).start
    const at = from + bytes.slice(from, to).search(/\bpure\b/)
    edits.push({ start: at, end: at + 4, replace: () => 'view' })
    return
  })
  return edits
}

function probesOf(file: string, source: string, tree: Node, probes: Probe[]): Edit[] {
  const edits: Edit[] = []
  const bytes = Buffer.from(source, 'utf8').toString('latin1')
  const lineOf = (at: number): number => bytes.slice(0, at).split('\n').length
  const add = (node: Node, parents: readonly Node[], kind: Probe['kind'], way?: string): number => {
    const { start, end } = rangeOf(node)
    const id = probes.length
    probes.push({
      id,
      file,
      kind,
      line: lineOf(start),
      start,
      end,
      owner: ownerOf([node, ...parents]),
      ...(way && { way }),
    })
    return id
  }
  const condition = (node: Node, parents: readonly Node[]): void => {
    const id = add(node, parents, 'branch', 'true')
    add(node, parents, 'branch', 'false')
    edits.push({ ...rangeOf(node), replace: (inner) => `__taken(${inner}, ${id})` })
  }
  walk(tree, (node, parents) => {
    if (isConstant(node)) return false
    const below = [node, ...parents]
    if (
      node.nodeType === 'IfStatement' ||
      node.nodeType === 'Conditional' ||
      /^(For|While)Statement$/.test(node.nodeType)
    ) {
      const test = childOf(node, 'condition')
      if (test !== undefined) condition(test, below)
      for (const field of ['trueBody', 'falseBody', 'body']) {
        const body = childOf(node, field)
        if (body === undefined || /Block$|^IfStatement$/.test(body.nodeType) || /^Yul/.test(body.nodeType)) continue
        const id = add(body, below, 'statement')
        const { start, end } = wholeStatement(body, bytes)
        edits.push({ start, end, replace: (inner) => `{ __hit(${id}); ${inner} }` })
      }
    }
    if (node.nodeType === 'FunctionCall' && childOf(node, 'expression')?.name === 'require') {
      const [test] = childrenOf(node, 'arguments')
      if (test !== undefined) condition(test, below)
    }
    if (node.nodeType === 'Block' || node.nodeType === 'UncheckedBlock')
      for (const statement of childrenOf(node, 'statements'))
        if (!/^(PlaceholderStatement|Block|UncheckedBlock)$/.test(statement.nodeType))
          edits.push(insertion(rangeOf(statement).start, `__hit(${add(statement, below, 'statement')}); `))
    if (/^Yul(If|Case|ForLoop)$/.test(node.nodeType)) {
      const body = childOf(node, 'body')
      if (body !== undefined) {
        const id = add(node, parents, 'branch', 'entered')
        const probe = `let __p := mload(0x40) mstore(__p, ${id}) pop(staticcall(gas(), PROBE, __p, 32, 0, 0))`
        edits.push(insertion(rangeOf(body).start + 1, `{ ${probe} } `))
      }
    }
    return
  })
  const first = childrenOf(tree, 'nodes').find(({ nodeType }) => nodeType !== 'PragmaDirective')
  if (edits.length > 0 && first !== undefined)
    edits.push(insertion(rangeOf(first).start, `import {PROBE, __hit, __taken} from "${probeFile}";\n`))
  return edits
}

/** A statement with its semicolon, which the tree leaves out. */
export function wholeStatement(node: Node, bytes: string): Range {
  const { start, end } = rangeOf(node)
  return { start, end: bytes[end] === ';' ? end + 1 : end }
}

/** `Contract.function` of the innermost node's path. */
export function ownerOf(path: readonly Node[]): string {
  const named = path.filter(({ nodeType }) =>
    /^(ContractDefinition|FunctionDefinition|ModifierDefinition)$/.test(nodeType),
  )
  const names = named.map(({ name, kind }) => (name === '' ? kind : name))
  return names.reverse().join('.')
}
