import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { before, describe, test } from 'node:test'
import { setTimeout as delay } from 'node:timers/promises'
import { build } from '../../scripts/build.ts'
import { findFreePort } from '../support/ports.ts'
import { runCommand, startCommand } from './support/command.ts'
import { crowdFiles } from './support/crowd.ts'
import { createFolder } from './support/folder.ts'
import { assertNobodyListens, childrenOf, filesIn, summaryOf } from './support/runs.ts'

before(() => build())

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
