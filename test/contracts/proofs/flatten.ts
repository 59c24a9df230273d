/**
 * Rewrites the real code into a form that the SMTChecker can follow. It loses track of structs behind storage pointers, and its
 * solver gives up on narrowing casts. So, by text, and with no statement changed in its meaning:
 *
 * - a struct behind a storage pointer becomes one state variable per field, or one mapping per field where it lies in a mapping,
 *   and the pointer becomes the key;
 * - integers are kept as `uint256`, and each narrowing cast `uint128(x)` becomes `_exact128(x)`, which *asserts* that nothing is cut
 *   off: what the comments of the code claim is proven with the rest. `x.toUint128()` becomes the same as a condition;
 * - a token's answer to a transfer and the vault's period become unknown values;
 * - events, the arguments of errors, the hashes and flags in seats and the vault's calls of its token (which come last) are left out, as are
 *   functions that the proof does not reach.
 */

/** Code whose books are kept in storage. */
export type Model = {
  /** Name of the library or contract. */
  readonly name: string
  /** From the project's root. */
  readonly file: string
  /** The state variables that stand for what the code keeps behind `self`, or in the vault's `_stakes`. */
  readonly state: string
}

const fields = (declaration: (type: string, name: string) => string, types: Readonly<Record<string, string>>): string =>
  Object.entries(types)
    .map(([name, type]) => declaration(type, `self_${name}`))
    .join(' ')
const one = (type: string, name: string) => `${type} internal ${name};`
const perAccount = (type: string, name: string) => `mapping(address => ${type}) internal ${name};`

export const MODELS: readonly Model[] = [
  {
    name: 'Escrow',
    file: 'contracts/libraries/Escrow.sol',
    state: fields(one, { free: 'uint256', reserved: 'uint256' }),
  },
  {
    name: 'Phase',
    file: 'contracts/libraries/Phase.sol',
    state: fields(one, { state: 'BatchState', agreement: 'uint256', deadline: 'uint256' }),
  },
  {
    name: 'Seats',
    file: 'contracts/libraries/Seats.sol',
    state: `${fields(perAccount, { state: 'SeatState', agreed: 'uint256', multiplierBps: 'uint256', tier: 'uint256' })}`,
  },
  {
    name: 'Rewards',
    file: 'contracts/libraries/Rewards.sol',
    state: `mapping(address => mapping(IERC20 => uint256)) internal self;`,
  },
  {
    name: 'StakeVault',
    file: 'contracts/StakeVault.sol',
    state: `${fields(perAccount, { available: 'uint256', locked: 'uint256', unbonding: 'uint256', releaseAt: 'uint256' })}`,
  },
]

const receiverOf = ({ name }: Model) => `_${name.toLowerCase()}`

/** The models whose code a proof calls: it names each `_escrow`, `_seats`, ... */
export const modelsOf = (proof: string): readonly Model[] =>
  MODELS.filter((model) => proof.includes(` ${receiverOf(model)};`))

/** Where a model lies for the compiler: beside the real file, so that its imports lead where they did. */
export const modelPathOf = ({ file }: Model): string => file.replace('.sol', 'Model.sol')

/** What the rewritten code calls. */
const supportOf = (code: string): string =>
  [8, 16, 40, 128]
    .flatMap((bits) => [
      `function _exact${bits}(uint256 value) internal pure returns (uint256) { assert(value <= type(uint${bits}).max); return value; }`,
      `function _fit${bits}(uint256 value) internal pure returns (uint256) { require(value <= type(uint${bits}).max); return value; }`,
    ])
    .filter((declared) => code.includes(`${/_\w+/.exec(declared)?.[0]}(`))
    .join('\n')

/**
 * The code as an abstract contract `<name>Model`, with the functions that the proof reaches.
 * @throws Error where something is left that the checker would misread.
 */
export function flattenModel(model: Model, source: string, proof: string): string {
  const functions = new Map(
    [...source.matchAll(/\n {4}function (?!stakeOf)(\w+)\([\s\S]*?\n {4}\}\n/g)].map((found) => [
      found[1] ?? '',
      found[0],
    ]),
  )
  const reached = new Set<string>()
  const reach = (text: string, pattern: string) => {
    for (const name of functions.keys()) {
      if (reached.has(name) || !new RegExp(`${pattern}${name}\\(`).test(text)) continue
      reached.add(name)
      reach(functions.get(name) ?? '', '(?<![\\w.])')
    }
  }
  reach(proof, `${receiverOf(model)}\\.`)
  const code = finish([...reached].map((name) => flattenFunction(model, functions.get(name) ?? '', reached)).join(''))
  // No more than the types: every constant and function of an imported file is one more burden for the solver.
  const imports = [...source.matchAll(/\nimport [^;]*(?:\/types\/\w+|\/IERC20)\.sol";/g)]
    .map((found) => found[0])
    .join('')
  const body = `abstract contract ${model.name}Model {\n${model.state}\n${supportOf(code)}\n${code}}\n`
  return `// SPDX-License-Identifier: MIT\npragma solidity ^0.8.28;\n${imports}\n${body}`
}

function flattenFunction({ name }: Model, source: string, reached: ReadonlySet<string>): string {
  let text = withoutMessages(source)
    .replaceAll('unbondingPeriod', unknownPeriod)
    .replace(/\n[^\n]*\b(received|token\.safe\w+)\b[^\n]*/g, '')
    .replace(/(Balances|Batch) storage self(, )?/g, '')
    .replace(/mapping\(address annotator => (Seat|mapping\(IERC20 token => uint256\))\) storage self,?/g, '')
    .replace(/\b(external|private|internal)\b( nonReentrant| onlyRole\(LOCKER_ROLE\)| onlyEverLocker)?/, 'internal')
  for (const called of reached) {
    text = text.replaceAll(new RegExp(`(?<![\\w.])${called}\\((self, )?`, 'g'), `${name}_${called}(`)
  }
  return rewritePointers(text)
}

/** A proof contract, over the models that it uses. */
export function flattenProof(source: string): string {
  const models = modelsOf(source)
  let text = source
  for (const model of models) {
    const receiver = receiverOf(model)
    text = text
      .replace(new RegExp(`using ${model.name} for [^;]*;`), '')
      .replace(new RegExp(`\\n[^\\n]* private ${receiver};`), '\n')
      .replace(
        new RegExp(`import \\{${model.name}\\} from "(.*)\\.sol";`),
        `import {${model.name}Model} from "$1Model.sol";`,
      )
      .replaceAll(new RegExp(`${receiver}\\.stakeOf\\(([^)]*)\\)`, 'g'), 'self[$1]')
      .replaceAll(`${receiver}.unbondingPeriod()`, unknownPeriod)
      .replaceAll(new RegExp(`${receiver}\\.(\\w+)\\(`, 'g'), `${model.name}_$1(`)
      .replaceAll(new RegExp(`${receiver}(?=[.[])`, 'g'), 'self')
  }
  const bases = models.map(({ name }) => `${name}Model`).join(', ')
  return finish(rewritePointers(text.replaceAll(/contract (\w+) \{/g, `contract $1 is ${bases} {`)))
}

/** The solver knows nothing of either number. */
const unknownAnswer = '(block.number > block.gaslimit)'
const unknownPeriod = 'block.gaslimit'

const withoutMessages = (text: string): string =>
  text
    .replace(/emit [^;]*;/g, '')
    .replace(/require\(([^;]*?),\s*(ILabelMarket\.)?[A-Z]\w*\([^;]*\)\);/g, 'require($1);')

/** `self.free` becomes `self_free`; `self[a].state` and `seat.state` of a seat found at `a` become `self_state[a]`. */
const rewritePointers = (text: string): string =>
  text
    .replace(/\bself\[((?:[^[\]]|\[[^\]]*\])+)\]\.(\w+)/g, 'self_$2[$1]')
    .replace(/(Seats_requireSeated\((?:[^()]|\([^()]*\))*\))\.(\w+)/g, 'self_$2[$1]')
    .replace(/(?:Seat|Stake) storage (\w+) = (?:self|_stakes)\[([^\]]+)\];/g, 'address $1 = $2;')
    .replace(/\bseat = self\[(\w+)\];/g, 'seat = $1;')
    .replace(/Seat storage seat/g, 'address seat')
    .replace(/\b(seat|stake)\.(\w+)/g, 'self_$2[$1]')
    .replace(/\bself\.(\w+)/g, 'self_$1')
    .replace(/token\.tryTransfer\([^)]*\)/g, unknownAnswer)
    .replace(/self_(digest|flagged)\[seat\] = [^;]*;/g, '')

function finish(text: string): string {
  const done = text
    .replace(/(\w+)\.toUint(16|40|128)\(\)/g, '_fit$2($1)')
    .replace(/(\((?:[^()]|\([^()]*\))*\))\.toUint(16|40|128)\(\)/g, '_fit$2$1')
    .replace(/\buint(8|16|40|128)\(/g, '_exact$1(')
    .replace(/(?<!type\()\buint(8|16|40|128)\b/g, 'uint256')
  const left = /[^\n]*(\bstorage\b|\.toUint)[^\n]*/.exec(done.replace(/\/\/.*/g, ''))
  if (left !== null) throw new Error(`the rewriting left a line that the checker cannot follow: ${left[0].trim()}`)
  return done
}

/** A file of types without its functions, which the solver would carry along. */
export const typesOnly = (source: string): string =>
  source.replace(/\nusing [^;]*;/g, '').replace(/\nfunction [\s\S]*?\n\}/g, '')
