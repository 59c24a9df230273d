import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import hre from 'hardhat'
import type { Abi } from 'viem'
import { build } from '../../scripts/build.ts'
import { isOurs, parse, readSources } from './probes/compile.ts'
import { childrenOf, type Node, rangeOf, walk } from './probes/syntax.ts'
import { namesOf } from './support/names.ts'

/** Cases of the attack catalogue without a test: there are none, and none may come. */
export const casesToCome: readonly string[] = []

/** The last case that is about contracts. */
const lastCase = 77

/** Deployed bytes that a chain takes (EIP-170). */
const largestContract = 24_576

await build({ targets: ['contracts'] })
const sources = readSources()
const trees = parse(sources)
const ours = Object.entries(trees).filter(([file]) => isOurs(file))
const contracts = ours.flatMap(([file, tree]) =>
  childrenOf(tree, 'nodes')
    .filter(({ nodeType }) => nodeType === 'ContractDefinition')
    .map((node) => ({ file, node, name: String(node.name) })),
)
const deployed = contracts.filter(({ node }) => node.contractKind === 'contract' && node.abstract !== true)
const testFiles = globSync('**/*.ts', { cwd: import.meta.dirname }).filter((file) => file !== 'static.test.ts')
const testSource = testFiles.map((file) => readFileSync(join(import.meta.dirname, file), 'utf8')).join('\n')

test('A73: no contract destroys itself or runs foreign code as its own', () => {
  assert.deepEqual(
    uses((node) => isCallOf(node, /^(selfdestruct|suicide|delegatecall|callcode)$/)),
    [],
  )
})

test('A74: nobody is known by tx.origin', () => {
  assert.deepEqual(
    uses((node) => (node.nodeType === 'MemberAccess' && node.memberName === 'origin') || isCallOf(node, /^origin$/)),
    [],
  )
})

test('A70, A71: there is no proxy and no initialiser: what a contract is, its constructor and its one wiring say', () => {
  assert.deepEqual(
    Object.keys(sources).filter((file) => /\/proxy\/|upgradeable/i.test(file)),
    [],
  )
  const initialisers = deployed.flatMap(({ name, node }) =>
    childrenOf(node, 'nodes')
      .filter(
        (part) =>
          part.nodeType === 'FunctionDefinition' && /^(init|initialize|reinitialize|upgrade)/i.test(String(part.name)),
      )
      .map((part) => `${name}.${part.name}`),
  )
  assert.deepEqual(initialisers, [])
  // A wiring that could be done twice, or by anyone, would be an initialiser.
  for (const { name, node, file } of deployed)
    for (const part of childrenOf(node, 'nodes'))
      if (part.nodeType === 'FunctionDefinition' && part.name === 'wire') {
        const { start, end } = rangeOf(part)
        const body = Buffer.from(sources[file] ?? '')
          .subarray(start, end)
          .toString()
        assert.match(body, /AlreadyWired/, `${name}.wire can be called again`)
        assert.match(body, /NotDeployer/, `${name}.wire can be called by anyone`)
      }
})

test('no contract is larger than a chain takes', async () => {
  const tooLarge: string[] = []
  for (const { name, file } of deployed) {
    const { deployedBytecode } = await hre.artifacts.readArtifact(`${file}:${name}`)
    const bytes = (deployedBytecode.length - 2) / 2
    if (bytes > largestContract) tooLarge.push(`${name}: ${bytes} bytes`)
  }
  assert.deepEqual(tooLarge, [])
})

test('every external function of a contract is declared in an interface', () => {
  const undeclared = deployed.flatMap(({ name, node }) =>
    childrenOf(node, 'nodes')
      .filter(
        (part) => (part.nodeType === 'FunctionDefinition' && part.kind === 'function') || part.stateVariable === true,
      )
      .filter(({ visibility }) => visibility === 'external' || visibility === 'public')
      .filter(({ baseFunctions }) => !Array.isArray(baseFunctions) || baseFunctions.length === 0)
      .map((part) => `${name}.${part.name}`),
  )
  assert.deepEqual(undeclared, [])
})

test('every error and every event of the interfaces is raised or emitted by a contract', () => {
  const raised = new Set<unknown>()
  for (const [, tree] of ours)
    walk(tree, (node) => {
      if (node.nodeType === 'Identifier' || node.nodeType === 'MemberAccess') raised.add(node.referencedDeclaration)
      return
    })
  const idle = contracts
    .filter(({ node }) => node.contractKind === 'interface')
    .flatMap(({ name, node }) =>
      childrenOf(node, 'nodes')
        .filter(({ nodeType, id }) => /^(ErrorDefinition|EventDefinition)$/.test(nodeType) && !raised.has(id))
        .map((part) => `${name}.${part.name}`),
    )
  assert.deepEqual(idle, [])
})

test('every error of the interfaces is provoked by name, every event read and every function called by a test', async () => {
  const missing: string[] = []
  for (const { name, node, file } of contracts.filter(({ node: { contractKind } }) => contractKind === 'interface')) {
    const { abi } = await hre.artifacts.readArtifact(`${file}:${name}`)
    // What it inherits is another interface's, or another project's.
    const own = new Set(childrenOf(node, 'nodes').map((part) => part.name))
    for (const entry of abi as Abi) {
      if (!('name' in entry) || !own.has(entry.name)) continue
      const found =
        entry.type === 'function'
          ? new RegExp(`\\.(read|write)\\.${entry.name}\\(|functionName: '${entry.name}'`).test(testSource)
          : testSource.includes(`'${entry.name}'`) || testSource.includes(`.${entry.name}(`)
      if (!found) missing.push(`${name}: ${entry.type} ${entry.name}`)
    }
  }
  assert.deepEqual(missing, [])
})

test('every case of the attack catalogue about contracts has a test that carries its number', () => {
  const names = globSync('**/*.test.ts', { cwd: import.meta.dirname }).flatMap((file) =>
    namesOf(readFileSync(join(import.meta.dirname, file), 'utf8')),
  )
  const tested = new Set(names.flatMap((name) => name.match(/\bA\d+\b/g) ?? []))
  const missing = Array.from({ length: lastCase }, (_, i) => `A${i + 1}`).filter((number) => !tested.has(number))
  assert.deepEqual(missing, casesToCome, 'the list of cases to come must be exactly those without a test')
})

/** Where our sources have such a node. */
function uses(matches: (node: Node) => boolean): string[] {
  const found: string[] = []
  for (const [file, tree] of ours)
    walk(tree, (node) => {
      if (matches(node)) found.push(`${file} at byte ${rangeOf(node).start}`)
      return
    })
  return found
}

const isCallOf = (node: Node, name: RegExp): boolean =>
  (node.nodeType === 'MemberAccess' && name.test(String(node.memberName))) ||
  (/^(Identifier|YulIdentifier)$/.test(node.nodeType) && name.test(String(node.name)))
