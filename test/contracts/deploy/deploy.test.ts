import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { before, describe, it } from 'node:test'
import hre from 'hardhat'
import { type Address, getAddress, type Hex, zeroAddress } from 'viem'
import { type DeploymentPort, executePlan } from '../../../scripts/deploy-execute.ts'
import { ParameterError, parseParameters } from '../../../scripts/deploy-parameters.ts'
import {
  addressesOf,
  DEFAULT_PARAMETERS,
  type DeploymentParameters,
  LOCKER_ROLE,
  planDeployment,
  SLASHER_ROLE,
  type Step,
} from '../../../scripts/deploy-plan.ts'
import { type Artifact, artifactReader, link, linksOf, viemPort } from '../../../scripts/deploy-viem.ts'
import { reverts } from '../support/reverts.ts'

const artifacts = new Map<string, Artifact>()
const artifactOf = (contract: string): Artifact => {
  const artifact = artifacts.get(contract)
  if (artifact === undefined) throw new Error(`no artifact of ${contract}`)
  return artifact
}
const readArtifact = artifactReader(hre.config.paths.artifacts)
const plan = (withDesk: boolean) => planDeployment({ withDesk, linksOf: (name) => linksOf(artifactOf(name)) })
const unlinked = (withDesk: boolean) => planDeployment({ withDesk, linksOf: () => [] })
const deployed = (steps: readonly Step[]) => steps.flatMap((step) => (step.action === 'deploy' ? [step.contract] : []))

before(() => {
  const read = (contract: string): void => {
    if (artifacts.has(contract)) return
    artifacts.set(contract, readArtifact(contract))
    for (const library of linksOf(artifactOf(contract))) read(library)
  }
  for (const contract of deployed(unlinked(true))) read(contract)
})

/** A fresh chain with a deployer, whose first transactions are the deployment's. */
async function createChain() {
  const { viem } = await hre.network.create()
  const client = await viem.getPublicClient()
  const [wallet, ...others] = await viem.getWalletClients()
  assert.ok(wallet)
  const account = (index: number): Address => getAddress(others[index]?.account.address ?? zeroAddress)
  const stable = await viem.deployContract('StablecoinStandIn', [6], { client: { wallet: others[5] ?? wallet } })
  const parameters: DeploymentParameters = {
    ...DEFAULT_PARAMETERS,
    proposers: [account(0)],
    executors: [zeroAddress],
    guardian: account(1),
    operations: account(2),
    skillIssuer: account(2),
    stable: stable.address,
  }
  const port = viemPort(client as never, wallet as never, artifactOf)
  return { viem, client, parameters, port, stranger: account(3), deployer: getAddress(wallet.account.address) }
}

describe('planDeployment', () => {
  it('it should deploy what a contract names before the contract', () => {
    const seen = new Set<string>()
    for (const step of unlinked(true)) {
      const named = step.args.flatMap((arg) => (typeof arg === 'object' && 'addressOf' in arg ? [arg.addressOf] : []))
      for (const name of step.action === 'deploy' ? named : [step.contract, ...named]) {
        assert.ok(seen.has(name), `${step.contract} needs ${name}`)
      }
      if (step.action === 'deploy') seen.add(step.contract)
    }
    assert.equal(seen.size, 11)
  })

  it('it should wire the market last, after the funds are proven', () => {
    const steps = unlinked(false).slice(-2)
    assert.deepEqual(
      steps.map((step) => (step.action === 'deploy' ? step.contract : `${step.contract}.${step.functionName}`)),
      ['IncentivePool.isFunded', 'LabelMarket.wire'],
    )
  })

  it('it should deploy each once, before what links it', () => {
    const links: Record<string, string[]> = {
      LabelMarket: ['Outer', 'Inner'],
      Outer: ['Inner'],
      DisputeCourt: ['Inner', 'Own'],
    }
    const order = deployed(planDeployment({ withDesk: false, linksOf: (contract) => links[contract] ?? [] }))
    const market = order.indexOf('LabelMarket')
    assert.deepEqual(order.slice(market - 2, market), ['Inner', 'Outer'])
    assert.equal(order[order.indexOf('DisputeCourt') - 1], 'Own')
    assert.equal(order.filter((contract) => contract === 'Inner').length, 1)
  })

  it('it should refuse libraries that link each other in a circle', () => {
    const links: Record<string, string[]> = { Slasher: ['One'], One: ['Other'], Other: ['One'] }
    assert.throws(
      () => planDeployment({ withDesk: false, linksOf: (contract) => links[contract] ?? [] }),
      /Slasher -> One -> Other -> One/,
    )
  })

  it('it should deploy a desk only for a stablecoin', () => {
    const desk = (steps: readonly Step[]) => steps.filter(({ contract }) => contract === 'RedemptionDesk').length
    assert.deepEqual([desk(unlinked(true)), desk(unlinked(false))], [2, 0])
  })

  it('it should foretell every address', async () => {
    const { parameters, port, deployer } = await createChain()
    const steps = plan(true)
    assert.deepEqual(addressesOf(steps, deployer), await checksummed(executePlan(steps, parameters, port)))
  })
})

const checksummed = async (addresses: Promise<Readonly<Record<string, Address>>>) =>
  Object.fromEntries(Object.entries(await addresses).map(([name, address]) => [name, getAddress(address)]))

/** The address of a contract that was deployed. */
function addressIn(addresses: Readonly<Record<string, Address>>, name: string): Address {
  const address = addresses[name]
  assert.ok(address, `${name} was not deployed`)
  return address
}

describe('executePlan', () => {
  it('it should put a market on a chain that nobody owns but the timelock', async () => {
    const { viem, parameters, port, deployer } = await createChain()
    const lines: string[] = []
    const addresses = await executePlan(plan(true), parameters, port, (line) => lines.push(line))
    const at = (name: string) => addressIn(addresses, name)
    const timelock = getAddress(at('ProtocolTimelock'))
    for (const owned of ['ProtocolParameters', 'IncentivePool', 'RedemptionDesk'] as const) {
      const contract = await viem.getContractAt(owned as 'ProtocolParameters', at(owned))
      assert.equal(await contract.read.owner(), timelock)
      const renounced = contract.write.transferOwnership([deployer])
      await reverts(renounced, 'OwnableUnauthorizedAccount', [deployer])
    }
    const pool = await viem.getContractAt('IncentivePool', at('IncentivePool'))
    assert.equal(await pool.read.isFunded(), true)
    assert.equal(await pool.read.allocation(), 4n * 10n ** 26n)
    const slasher = await viem.getContractAt('Slasher', at('Slasher'))
    assert.equal(await slasher.read.insurance(), getAddress(pool.address))
    assert.equal(await slasher.read.market(), getAddress(at('LabelMarket')))
    const controller = await viem.getContractAt('ProtocolTimelock', timelock)
    assert.equal(await controller.read.hasRole([`0x${'0'.repeat(64)}`, deployer]), false)
    assert.equal(await controller.read.getMinDelay(), 172_800n)
    assert.equal(lines.length, plan(true).length)
    assert.match(lines.at(-1) ?? '', /LabelMarket\.wire$/)
  })

  it("it should give the vault's roles for good", async () => {
    const { viem, parameters, port, deployer, stranger } = await createChain()
    const addresses = await executePlan(plan(false), parameters, port)
    const vault = await viem.getContractAt('StakeVault', addressIn(addresses, 'StakeVault'))
    const has = (role: Hex, name: string) => vault.read.hasRole([role, addressIn(addresses, name)])
    assert.deepEqual(
      await Promise.all([
        has(LOCKER_ROLE, 'LabelMarket'),
        has(LOCKER_ROLE, 'DrawPool'),
        has(SLASHER_ROLE, 'Slasher'),
        has(SLASHER_ROLE, 'LabelMarket'),
        has(LOCKER_ROLE, 'Slasher'),
      ]),
      [true, true, true, false, false],
    )
    assert.equal(LOCKER_ROLE, await vault.read.LOCKER_ROLE())
    assert.equal(SLASHER_ROLE, await vault.read.SLASHER_ROLE())
    const admin = `0x${'0'.repeat(64)}`
    await reverts(vault.write.grantRole([SLASHER_ROLE, stranger]), 'AccessControlUnauthorizedAccount', [
      deployer,
      admin,
    ])
  })

  it('it should refuse to go live', async () => {
    const { parameters, port, stranger } = await createChain()
    const sent: string[] = []
    const steps = plan(false).map((step) =>
      step.contract === 'LabelToken' && step.action === 'deploy'
        ? { ...step, args: [stranger, ...step.args.slice(1)] }
        : step,
    )
    const watched: DeploymentPort = {
      ...port,
      send(contract, address, functionName, args) {
        sent.push(`${contract}.${functionName}`)
        return port.send(contract, address, functionName, args)
      },
    }
    await assert.rejects(executePlan(steps, parameters, watched), {
      name: 'DeploymentError',
      message: `IncentivePool.wire failed: NotFunded(0, ${4n * 10n ** 26n})`,
    })
    assert.equal(sent.at(-1), 'IncentivePool.wire')
    assert.ok(!sent.includes('LabelMarket.wire'))
  })

  it('it should stop there and say what was read', async () => {
    const { parameters, port } = await createChain()
    const lying: DeploymentPort = {
      ...port,
      read: (contract, address, functionName, args) =>
        functionName === 'isFunded' ? Promise.resolve(false) : port.read(contract, address, functionName, args),
    }
    await assert.rejects(executePlan(plan(false), parameters, lying), {
      name: 'DeploymentError',
      message: 'refused: IncentivePool.isFunded is false, not true',
    })
  })

  it('it should name the parameter', async () => {
    const { parameters, port } = await createChain()
    const { stable: _, ...without } = parameters
    await assert.rejects(executePlan(plan(true), without, port), {
      name: 'DeploymentError',
      message: 'the parameter stable is missing',
    })
  })

  it('it should name the step', async () => {
    const { parameters, port } = await createChain()
    const refused = executePlan(plan(false), { ...parameters, bonusBps: 10_001n }, port)
    await assert.rejects(refused, {
      name: 'DeploymentError',
      message: 'deploy IncentivePool failed: InvalidShare(10001)',
    })
  })
})

describe('scripts/deploy.ts', () => {
  const script = join(import.meta.dirname, '..', '..', '..', 'scripts', 'deploy.ts')
  const run = (args: readonly string[], key = `0x${'11'.repeat(32)}`) => {
    const env = { ...process.env, LABELPROOF_DEPLOYER_KEY: key }
    const { status, stderr } = spawnSync(process.execPath, [script, ...args], { encoding: 'utf8', env })
    return { status, stderr: stderr.trim() }
  }

  it('A166: it should end with 2 and one line on a bad call, a bad file and a bad key', () => {
    assert.deepEqual(run([]), { status: 2, stderr: 'usage: node scripts/deploy.ts parameters.json' })
    const nothing = run(['nowhere.json'])
    assert.equal(nothing.status, 2)
    assert.match(nothing.stderr, /^nowhere\.json: ENOENT.*$/)
    assert.deepEqual(run(['nowhere.json'], '0x12'), {
      status: 2,
      stderr: 'set LABELPROOF_DEPLOYER_KEY to a key of 32 bytes in hex',
    })
  })
})

describe('link', () => {
  const places = (...starts: number[]) => starts.map((start) => ({ start, length: 20 }))
  const artifact: Pick<Artifact, 'abi' | 'bytecode' | 'linkReferences'> = {
    abi: [],
    bytecode: `0x60${'00'.repeat(20)}61${'00'.repeat(20)}62${'00'.repeat(20)}63`,
    linkReferences: { 'a.sol': { One: places(1, 43) }, 'b.sol': { Other: places(22) } },
  }
  const one: Address = `0x${'Ab'.repeat(20)}`
  const other: Address = `0x${'12'.repeat(20)}`

  it('it should put each address into each of its places', () => {
    const code = `0x60${'ab'.repeat(20)}61${'12'.repeat(20)}62${'ab'.repeat(20)}63`
    assert.equal(link(artifact, { One: one, Other: other }), code)
    assert.deepEqual(linksOf(artifact), ['One', 'Other'])
  })

  it('it should refuse to link', () => {
    assert.throws(() => link(artifact, { One: one }), /the library Other has no address/)
  })

  it('it should say how to build it', () => {
    assert.throws(() => artifactReader(join(import.meta.dirname, 'nowhere'))('StakeVault'), {
      message: 'StakeVault is not built: run npm run build',
    })
  })
})

describe('parseParameters', () => {
  const address = '0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed'
  const named = { guardian: address, operations: address, skillIssuer: address }
  const least = { proposers: [address], executors: [zeroAddress], ...named }
  const parse = (change: Record<string, unknown> = {}) => parseParameters(JSON.stringify({ ...least, ...change }))

  it('it should fill in the defaults', () => {
    assert.deepEqual(parse(), { ...DEFAULT_PARAMETERS, ...least })
    assert.deepEqual(parse({ bounds: { minWindow: 61 } }).bounds, { ...DEFAULT_PARAMETERS.bounds, minWindow: 61 })
    assert.equal(parse({ stable: address.toLowerCase() }).stable, address)
  })

  it('it should read them exactly', () => {
    assert.equal(parse({ bonusEpochCap: '340282366920938463463374607431768211455' }).bonusEpochCap, 2n ** 128n - 1n)
    assert.equal(parse({ timelockDelay: 3600 }).timelockDelay, 3600n)
  })

  it('A166: it should say which entry is wrong and what it must be', () => {
    const wrong: readonly (readonly [Record<string, unknown>, RegExp])[] = [
      [{ guardian: 'me' }, /^guardian must be an address/],
      [{ guardian: address.replace('5a', '5A') }, /^guardian must be an address, with the right checksum/],
      [{ guardian: undefined }, /^give guardian$/],
      [{ guardian: undefined, skillIssuer: undefined }, /^give guardian, skillIssuer$/],
      [{ jurorStake: true }, /^jurorStake must be a whole number/],
      [{ proposers: [] }, /^proposers must be a list/],
      [{ executors: [1] }, /^executors\[0\] must be/],
      [{ bonusBps: -1 }, /^bonusBps must be a whole number/],
      [{ bonusBps: 1.5 }, /^bonusBps must be a whole number/],
      [{ bonusEpochCap: 2 ** 60 }, /^bonusEpochCap must be a whole number/],
      [{ unbondingPeriod: '9007199254740992' }, /^unbondingPeriod must be below/],
      [{ bounds: [] }, /^bounds must be an object/],
      [{ bounds: { window: 1 } }, /^bounds\.window is unknown; known are minWindow/],
      [{ guard: address }, /^guard is unknown/],
      [{ stable: 5 }, /^stable must be an address/],
    ]
    for (const [change, message] of wrong) {
      assert.throws(
        () => parse(change),
        (error: Error) => error instanceof ParameterError && message.test(error.message),
        `${JSON.stringify(change)} ${message}`,
      )
    }
    assert.throws(() => parseParameters('{'), /^ParameterError: the file is no JSON: /)
    assert.throws(() => parseParameters('[]'), /^ParameterError: the file must be an object/)
  })
})
