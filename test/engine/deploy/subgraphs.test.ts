import assert from 'node:assert/strict'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { temporaryFolder } from '../support/engine.ts'
import { openFakes, publish } from './support.ts'

describe('named subgraphs', () => {
  it('start what a name is deployed to, from a folder as `graph build` writes it', async (t) => {
    const folder = temporaryFolder(t)
    const subgraphs = await openFakes(t, folder)
    await subgraphs.create('a')
    const cid = await publish(subgraphs, 'first')
    await subgraphs.deploy('a', cid)
    assert.equal(subgraphs.directory.findByName('a')?.deployment, cid)
    assert.equal(subgraphs.directory.findById(cid)?.deployment, cid)
    const build = join(folder, 'deployments', cid, 'build')
    const manifest = JSON.parse(readFileSync(join(build, 'subgraph.yaml'), 'utf8')) as { schema: { file: string } }
    assert.equal(readFileSync(join(build, manifest.schema.file), 'utf8'), '# schema of first')
  })

  it('stop and delete a deployment once no name stands for it', async (t) => {
    const folder = temporaryFolder(t)
    const subgraphs = await openFakes(t, folder)
    const [first, second] = [await publish(subgraphs, 'first'), await publish(subgraphs, 'second')]
    for (const name of ['a', 'b']) {
      await subgraphs.create(name)
      await subgraphs.deploy(name, first)
    }
    assert.deepEqual(subgraphs.started, [first])
    await subgraphs.deploy('a', second)
    assert.deepEqual(subgraphs.stopped, [])
    await subgraphs.remove('b')
    assert.deepEqual(subgraphs.stopped, [first])
    assert.equal(existsSync(join(folder, 'deployments', first)), false)
    await subgraphs.remove('b')
    assert.deepEqual(subgraphs.directory.all().length, 1)
  })

  it('keep the last deployment where the next is refused', async (t) => {
    const subgraphs = await openFakes(t, temporaryFolder(t))
    await subgraphs.create('a')
    const first = await publish(subgraphs, 'first')
    await subgraphs.deploy('a', first)
    await assert.rejects(subgraphs.deploy('a', await publish(subgraphs, 'refused')), /refused/)
    await assert.rejects(subgraphs.deploy('a', 'x'), /no IPFS hash/)
    await assert.rejects(subgraphs.deploy('a', 'QmbFMke1KXqnYyBBWxB74N4c5SBnJMVAiMNRcGu6x1AwQH'), /add it first/)
    const { cid } = await subgraphs.content.put(Buffer.from('text'))
    await assert.rejects(subgraphs.deploy('a', cid), /no manifest/)
    assert.equal(subgraphs.directory.findByName('a')?.deployment, first)
    assert.deepEqual(subgraphs.stopped, [])
  })

  it('outlive the process; what a crash has left is deleted', async (t) => {
    const folder = temporaryFolder(t)
    const before = await openFakes(t, folder)
    for (const name of ['a', 'lab/empty']) await before.create(name)
    const cid = await publish(before, 'first')
    await before.deploy('a', cid)
    await before.close()
    mkdirSync(join(folder, 'deployments', 'QmLeft'))
    const after = await openFakes(t, folder)
    assert.deepEqual(after.started, [cid])
    assert.equal(after.directory.findByName('a')?.deployment, cid)
    assert.equal(existsSync(join(folder, 'deployments', 'QmLeft')), false)
    await after.deploy('lab/empty', cid)
  })

  it('show a deployment that does not start any more as failed', async (t) => {
    const folder = temporaryFolder(t)
    const before = await openFakes(t, folder)
    await before.create('a')
    const cid = await publish(before, 'first')
    await before.deploy('a', cid)
    await before.close()
    writeFileSync(join(folder, 'deployments', cid, 'build', 'subgraph.yaml'), 'refused')
    const after = await openFakes(t, folder)
    const served = after.directory.findByName('a')
    assert.equal(served?.status().failure?.message, 'refused')
    assert.match(JSON.stringify(await served?.query({ query: '{ a }' })), /is stopped: refused/)
  })

  it('refuse a folder that another process has, and damaged files', async (t) => {
    const folder = temporaryFolder(t)
    const first = await openFakes(t, folder)
    await assert.rejects(openFakes(t, folder), { code: 'STORE_IN_USE' })
    await first.create('a')
    const cid = await publish(first, 'first')
    writeFileSync(join(folder, 'content', cid), 'other')
    await assert.rejects(first.deploy('a', cid), /is damaged/)
    await first.close()
    writeFileSync(join(folder, 'subgraphs.json'), '{"a":')
    await assert.rejects(openFakes(t, folder), /subgraphs\.json is damaged/)
  })
})
