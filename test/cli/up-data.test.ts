import assert from 'node:assert/strict'
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { before, describe, test } from 'node:test'
import { setTimeout as delay } from 'node:timers/promises'
import { build } from '../../scripts/build.ts'
import { findFreePort } from '../support/ports.ts'
import { runCommand, startCommand } from './support/command.ts'
import { crowdFiles } from './support/crowd.ts'
import { createFolder } from './support/folder.ts'
import { assertNobodyListens, childrenOf, resultOf, summaryOf, waitForBlocks } from './support/runs.ts'

before(() => build())

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
    const seen = await waitForBlocks(command, rpcPort, 4)
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
    await waitForBlocks(command, rpcPort, 4)
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
    await waitForBlocks(command, rpcPort, 8)
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
