import assert from 'node:assert/strict'
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { before, describe, test } from 'node:test'
import { setTimeout as delay } from 'node:timers/promises'
import { connectRpc } from '../../cli/chain/rpc.ts'
import type { Summary } from '../../cli/run/summary.ts'
import { build } from '../../scripts/build.ts'
import { findFreePort } from '../support/ports.ts'
import { runCommand, startCommand } from './support/command.ts'
import { crowdFiles } from './support/crowd.ts'
import { createFolder } from './support/folder.ts'

before(() => build())

/** Names in a folder, without the caches that the builders put among temporary files when something is stale. */
function filesIn(path: string): string[] {
  return readdirSync(path)
    .filter((name) => !/^(tsx-\d+|node-compile-cache)$/.test(name))
    .sort()
}

/** Nobody listens there any more: the chain of a run has ended. */
async function assertNobodyListens(port: number): Promise<void> {
  await assert.rejects(connectRpc(`http://127.0.0.1:${port}`).call('eth_chainId'), /does not answer/)
}

/** Waits until the chain of a running command has so many blocks. */
async function waitForBlocks(port: number, blocks: number): Promise<number> {
  const rpc = connectRpc(`http://127.0.0.1:${port}`)
  for (;;) {
    const block = Number(await rpc.call<string>('eth_blockNumber').catch(() => '0x0'))
    if (block >= blocks) return block
    await delay(5)
  }
}

/** The child processes of a process, theirs included. */
function childrenOf(pid: number): number[] {
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean).map(Number)
  return children.flatMap((child) => [child, ...childrenOf(child)])
}

function summaryOf(out: string): Summary & { url?: string; rpcUrl?: string } {
  return JSON.parse(out.slice(0, out.indexOf('\n')))
}

/** What a run came to, without what depends on the clock or on where blocks were cut. */
function resultOf({ seconds: _, chain: { batches, transactions }, ...rest }: Summary) {
  return { ...rest, batches, transactions }
}

describe('labelproof up --once', () => {
  test('exports every verified label, ends with 0 and leaves nothing else behind', async () => {
    using folder = createFolder(crowdFiles(4, 5))
    const rpcPort = await findFreePort()
    const argv = ['up', '--replay', 'crowd', '--once', '--out', 'out', '--json', '--rpc-port', String(rpcPort)]
    const { code, out, err } = await runCommand(argv, folder.path)
    assert.equal(code, 0, err)
    const summary = summaryOf(out)
    assert.equal(summary.judgements.played, 60)
    assert.equal(summary.items.labelled, 20)
    assert.equal(BigInt(summary.tokens.funded), BigInt(summary.tokens.paid) + BigInt(summary.tokens.refunded))
    assert.equal(summary.tokens.escrow, '0')
    assert.equal(summary.accuracy?.compared, summary.items.verified)
    const rows = readFileSync(join(folder.path, 'out', 'labels.jsonl'), 'utf8')
      .trimEnd()
      .split('\n')
    assert.equal(rows.length, summary.items.verified)
    assert.ok(rows.every((row) => JSON.parse(row).project === summary.id))
    assert.deepEqual(filesIn(folder.path), ['crowd', 'out'])
    assert.deepEqual(readdirSync(join(folder.path, 'out')), ['labels.jsonl'])
    await assertNobodyListens(rpcPort)
  })

  test('writes the same bytes and the same blocks for the same seed and data', async () => {
    using folder = createFolder(crowdFiles(4, 5))
    const run = async (out: string) => {
      const ended = await runCommand(
        ['up', '--replay', 'crowd', '--once', '--out', out, '--json', '--quiet'],
        folder.path,
      )
      assert.equal(ended.err, '')
      return { chain: summaryOf(ended.out).chain, labels: readFileSync(join(folder.path, out, 'labels.jsonl'), 'utf8') }
    }
    assert.deepEqual(await run('a'), await run('b'))
  })

  test('reports duplicates and what was not played', async () => {
    const files = crowdFiles(1, 3)
    const more = 'g0-i0,w0,2\ng0-i0,w1,0\nlonely,w0,1\n'
    using folder = createFolder({ ...files, 'crowd/labels.csv': `${files['crowd/labels.csv']}${more}` })
    const { code, out } = await runCommand(['up', '--replay', 'crowd', '--once', '--out', 'out'], folder.path)
    assert.equal(code, 0)
    assert.match(out, /judgements +9 played \(not played: 1 on items left out, 2 duplicates\)/)
    assert.match(
      out,
      /only the first answer counts: w0 on g0-i0 at crowd\/labels\.csv:11; w1 on g0-i0 at crowd\/labels\.csv:12/,
    )
    assert.match(out, /1 left out \(fewer than 3 answers\)/)
  })
})

describe('labelproof up', () => {
  test('serves API and dashboard until SIGTERM, then ends everything with 0', async () => {
    using folder = createFolder(crowdFiles(2, 4))
    const command = startCommand(['up', '--replay', 'crowd', '--port', '0', '--json'], folder.path)
    while (!command.out().includes('\n') && command.child.exitCode === null) await delay(20)
    const { url, rpcUrl, id, items } = summaryOf(command.out())
    assert.ok(url && rpcUrl)
    const body = JSON.stringify({ query: '{ datasets { id title labelCount verifiedCount } }' })
    const answer = await fetch(`${url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body,
    })
    assert.deepEqual(await answer.json(), {
      data: { datasets: [{ id, title: 'crowd', labelCount: 8, verifiedCount: items.verified }] },
    })
    assert.match(await (await fetch(`${url}/`)).text(), /<!doctype html>/i)
    command.child.kill('SIGTERM')
    assert.equal((await command.ended).code, 0)
    await assertNobodyListens(Number(new URL(rpcUrl).port))
    assert.deepEqual(filesIn(folder.path), ['crowd'])
  })

  test('prints requests that work', async () => {
    using folder = createFolder(crowdFiles(1, 3))
    const command = startCommand(['up', '--replay', 'crowd', '--port', '0'], folder.path)
    while (!command.out().includes('Ctrl-C') && command.child.exitCode === null) await delay(20)
    const requests = [...command.out().matchAll(/^curl -s (\S+) -H '(\S+): (\S+)' -d '(.*)'$/gm)]
    assert.equal(requests.length, 3)
    for (const [, url = '', header = '', type = '', body = ''] of requests) {
      const answer = await fetch(url, { method: 'POST', headers: { [header]: type }, body })
      const { data, errors } = (await answer.json()) as { data?: object; errors?: unknown }
      assert.equal(errors, undefined, body)
      assert.ok(data)
    }
    command.child.kill('SIGINT')
    assert.equal((await command.ended).code, 0)
  })
})

describe('labelproof up --data', () => {
  const crowd = crowdFiles(70, 3)
  const argvOf = (data: string, rpcPort: number) =>
    [
      'up',
      '--replay',
      'crowd',
      '--data',
      data,
      '--once',
      '--out',
      `${data}-out`,
      '--json',
      '--rpc-port',
      String(rpcPort),
    ] as const

  async function runUndisturbed(path: string) {
    const { out, err } = await runCommand(argvOf('undisturbed', await findFreePort()), path)
    assert.ok(out, err)
    return { summary: summaryOf(out), labels: readLabels(path, 'undisturbed') }
  }
  const readLabels = (path: string, data: string) =>
    readFileSync(join(path, `${data}-out`, 'labels.jsonl'), 'utf8')
      .split('\n')
      .map((row) => row.replace(/"(block|blockHash|logIndex)":[^,}]*/g, ''))

  test('goes on after SIGKILL in the middle of a replay, to the same result', async () => {
    using folder = createFolder(crowd)
    const undisturbed = await runUndisturbed(folder.path)
    const rpcPort = await findFreePort()
    const command = startCommand(argvOf('killed', rpcPort), folder.path)
    const seen = await waitForBlocks(rpcPort, 4)
    command.child.kill('SIGKILL')
    await command.ended
    assert.ok(seen < undisturbed.summary.chain.block, 'it was in the middle')
    assert.ok(!existsSync(join(folder.path, 'killed-out')))

    const { code, out, err } = await runCommand(argvOf('killed', await findFreePort()), folder.path)
    assert.equal(code, 0, err)
    assert.deepEqual(resultOf(summaryOf(out)), resultOf(undisturbed.summary))
    assert.deepEqual(readLabels(folder.path, 'killed'), undisturbed.labels)
    await assertNobodyListens(rpcPort)
  })

  test('ends in order on SIGINT in the middle of a replay, and goes on later', async () => {
    using folder = createFolder(crowd)
    const rpcPort = await findFreePort()
    const command = startCommand(argvOf('stopped', rpcPort), folder.path)
    await waitForBlocks(rpcPort, 4)
    command.child.kill('SIGINT')
    const { code, out, err } = await command.ended
    assert.deepEqual([code, out], [1, ''])
    assert.match(err, /^labelproof: interrupted by SIGINT; .*\n$/m)
    assert.deepEqual(
      readdirSync(join(folder.path, 'stopped')).filter((name) => /lock$|tmp$/.test(name)),
      ['index.sqlite.lock'],
    )
    await assertNobodyListens(rpcPort)
    const later = await runCommand(argvOf('stopped', rpcPort), folder.path)
    assert.equal(later.code, 0, later.err)
    assert.equal(summaryOf(later.out).chain.batches, 70)
  })

  test('goes on after all its processes were killed at once, to the same result', {
    skip: process.platform !== 'linux',
  }, async () => {
    using folder = createFolder(crowd)
    const undisturbed = await runUndisturbed(folder.path)
    const rpcPort = await findFreePort()
    const command = startCommand(argvOf('cut', rpcPort), folder.path)
    await waitForBlocks(rpcPort, 8)
    const { pid = 0 } = command.child
    for (const child of [pid, ...childrenOf(pid)]) process.kill(child, 'SIGKILL')
    await command.ended
    const { code, out, err } = await runCommand(argvOf('cut', await findFreePort()), folder.path)
    assert.equal(code, 0, err)
    assert.deepEqual(resultOf(summaryOf(out)), resultOf(undisturbed.summary))
    assert.deepEqual(readLabels(folder.path, 'cut'), undisturbed.labels)
  })

  test('a finished run starts again from what it kept, without its settings', async () => {
    using folder = createFolder(crowdFiles(2, 4))
    const first = await runCommand(['up', '--replay', 'crowd', '--seed', '9', ...onceInto('kept', 'a')], folder.path)
    const second = await runCommand(['up', ...onceInto('kept', 'b')], folder.path)
    assert.deepEqual([first.code, second.code], [0, 0], second.err)
    assert.deepEqual(summaryOf(second.out).chain, summaryOf(first.out).chain)
    assert.equal(summaryOf(second.out).seed, 9)
  })

  test('refuses other settings, other data, and a second process', async () => {
    using folder = createFolder(crowdFiles(2, 4))
    const first = await runCommand(['up', '--replay', 'crowd', ...onceInto('kept', 'a')], folder.path)
    assert.equal(first.code, 0, first.err)
    const seed = await runCommand(['up', '--replay', 'crowd', '--seed', '2', ...onceInto('kept', 'b')], folder.path)
    assert.deepEqual([seed.code, seed.out], [2, ''])
    assert.match(seed.err, /^labelproof: --seed: kept keeps a run with --seed 1; leave it away .*\n$/)

    writeFileSync(join(folder.path, 'crowd', 'labels.csv'), crowdFiles(2, 5)['crowd/labels.csv'] ?? '')
    const changed = await runCommand(['up', ...onceInto('kept', 'b')], folder.path)
    assert.equal(changed.code, 2)
    assert.match(changed.err, /--data: kept keeps a run of other data or other contracts; /)
    writeFileSync(join(folder.path, 'crowd', 'labels.csv'), crowdFiles(2, 4)['crowd/labels.csv'] ?? '')

    const serving = startCommand(['up', '--data', 'kept', '--port', '0', '--json', '--quiet'], folder.path)
    while (!serving.out() && serving.child.exitCode === null) await delay(20)
    const second = await runCommand(['up', ...onceInto('kept', 'b')], folder.path)
    assert.equal(second.code, 2)
    assert.match(second.err, /--data: kept is in use by process \d+; /)
    serving.child.kill('SIGINT')
    assert.equal((await serving.ended).code, 0)
  })

  function onceInto(data: string, out: string): string[] {
    return ['--data', data, '--once', '--out', out, '--json', '--quiet']
  }
})

describe('bad input ends with 2, one line, and nothing left behind:', () => {
  const good = crowdFiles(1, 3)
  const labels = (text: string) => ({ 'crowd/labels.csv': text })
  const replay = ['up', '--replay', 'crowd', '--data', 'data', '--once', '--out', 'out']
  const cases: [
    name: string,
    argv: string[],
    message: RegExp,
    files?: Record<string, string>,
    env?: Record<string, string>,
  ][] = [
    ['unknown command', ['down'], /^labelproof: down: unknown command; /],
    ['unknown option', [...replay, '--fast'], /^labelproof: --fast: unknown option; /],
    ['no such folder', ['up', '--replay', 'nowhere'], /^labelproof: --replay: no folder at .*nowhere; /],
    ['empty file', replay, /^labelproof: crowd\/labels\.csv: the file is empty; /, labels('')],
    [
      'missing column',
      replay,
      /^labelproof: crowd\/labels\.csv:1: missing column worker /,
      labels('item,label\na,0\n'),
    ],
    [
      'label outside the classes',
      [...replay, '--classes', '0,1'],
      /^labelproof: crowd\/labels\.csv:\d+: label "2" is none of the classes/,
    ],
    [
      'no item with three answers',
      replay,
      /^labelproof: crowd\/labels\.csv: no item has answers of three workers; /,
      labels('item,worker,label\na,x,0\na,y,1\n'),
    ],
    [
      'export into a file',
      ['up', '--once', '--out', 'crowd/labels.csv'],
      /^labelproof: --out: crowd\/labels\.csv is a file; /,
    ],
    ['limit without replay', ['up', '--limit', '5'], /^labelproof: --limit: it goes with a replay only; /],
    [
      'unknown key in labelproof.json',
      replay,
      /^labelproof: labelproof\.json:2 \(prot\): unknown setting; /,
      { 'labelproof.json': '{\n"prot": 1 }' },
    ],
    ['unknown variable', replay, /^labelproof: LABELPROOF_PROT: unknown variable; /, {}, { LABELPROOF_PROT: '1' }],
  ]
  for (const [name, argv, message, files, env] of cases) {
    test(name, async () => {
      using folder = createFolder({ ...good, ...files })
      const before = filesIn(folder.path)
      const { code, out, err } = await runCommand(argv, folder.path, env)
      assert.deepEqual([code, out], [2, ''], err)
      assert.match(err, message)
      assert.equal(err.trimEnd().split('\n').length, 1)
      assert.deepEqual(filesIn(folder.path), before)
    })
  }

  for (const flag of ['--port', '--rpc-port']) {
    test(`${flag} in use`, async () => {
      using folder = createFolder(good)
      await using server = createServer()
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
      const { port } = server.address() as { port: number }
      const { code, err } = await runCommand(['up', '--replay', 'crowd', flag, String(port)], folder.path)
      assert.deepEqual([code, err.trimEnd().split('\n').length], [2, 1])
      assert.ok(err.startsWith(`labelproof: ${flag}: port ${port} is in use; `), err)
      assert.deepEqual(filesIn(folder.path), ['crowd'])
    })
  }
})

test('a chain that dies ends the command with 1 and one line', { skip: process.platform !== 'linux' }, async () => {
  using folder = createFolder(crowdFiles(2, 4))
  const command = startCommand(['up', '--replay', 'crowd', '--port', '0', '--json', '--quiet'], folder.path)
  while (!command.out() && command.child.exitCode === null) await delay(20)
  const anvil = childrenOf(command.child.pid ?? 0).at(-1)
  assert.ok(anvil)
  process.kill(anvil, 'SIGKILL')
  const { code, err } = await command.ended
  assert.equal(code, 1)
  assert.match(err, /^labelproof: the local chain ended: .*; start again\n$/)
  assert.deepEqual(filesIn(folder.path), ['crowd'])
})

test('--help prints the settings', async () => {
  using folder = createFolder()
  const { code, out } = await runCommand(['up', '--help'], folder.path)
  assert.equal(code, 0)
  assert.match(out, /--replay DIR/)
})
