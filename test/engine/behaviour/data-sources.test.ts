import assert from 'node:assert/strict'
import { join } from 'node:path'
import { before, describe, it, type TestContext } from 'node:test'
import { numberToHex, pad } from 'viem'
import { type Behaviour, LAST_BLOCK, say } from '../support/behaviour.ts'
import { answersOf, ask, type Case, loadCase, mine, startChain } from '../support/behaviour-suite.ts'
import { startLedger, temporaryFolder } from '../support/engine.ts'
import type { LocalChain } from '../support/local-chain.ts'

/** What `dynamic-data-sources` does on a branch that is left: data sources that are made again later, or never. */
const at = (number: number) => pad(numberToHex(number), { size: 20 })
const [factory, made, madeLater, neverMade] = [at(0xd1), at(0xd2), at(0xd5), at(0xd6)] as const
const LEFT_BRANCH: Behaviour['blocks'] = {
  4: [say(factory, 'plain', madeLater), say(madeLater, 'on the branch that is left')],
  5: [say(factory, 'plain', neverMade), say(made, 'context on the branch', madeLater), say(madeLater, 'twice')],
  6: [say(neverMade, 'at the end of the branch'), say(made, 'too')],
}

describe('data sources made by handlers', () => {
  let theCase: Case
  before(async () => {
    theCase = await loadCase('dynamic-data-sources')
  })
  const start = async (t: TestContext, chain: LocalChain, storePath: string) =>
    startLedger(t, chain, { buildDir: theCase.buildDir, storePath })

  it('are there again after a restart between any two blocks', async (t) => {
    const chain = await startChain(t, [theCase])
    const storePath = join(temporaryFolder(t), 'store.sqlite')
    for (let number = 1; number <= LAST_BLOCK; number++) {
      await mine(chain, number, [theCase])
      const engine = await start(t, chain, storePath)
      await engine.waitForBlock(number)
      if (number < LAST_BLOCK) await engine.stop()
      else assert.deepEqual(await ask(engine, theCase.behaviour), await answersOf(t, chain, theCase))
    }
  })

  for (const [when, stopped] of [
    ['while the engine runs', false],
    ['while the engine is stopped', true],
  ] as const) {
    it(`A89: are taken back with their block (${when})`, async (t) => {
      const chain = await startChain(t, [theCase])
      const storePath = join(temporaryFolder(t), 'store.sqlite')
      await mine(chain, 3, [theCase])
      const snapshot = await chain.request('evm_snapshot')
      await mine(chain, 6, [{ ...theCase, behaviour: { ...theCase.behaviour, blocks: LEFT_BRANCH } }])
      let engine = await start(t, chain, storePath)
      await engine.waitForBlock(6)
      const before = JSON.stringify(await engine.query({ query: '{ notes(first: 1000) { text } }' }))
      assert.match(before, /0d6 .*at the end of the branch/)
      if (stopped) await engine.stop()
      await chain.request('evm_revert', [snapshot])
      await mine(chain, LAST_BLOCK, [theCase])
      if (stopped) engine = await start(t, chain, storePath)
      await engine.waitForBlock(LAST_BLOCK)
      const answers = await ask(engine, theCase.behaviour)
      assert.doesNotMatch(JSON.stringify(answers), /0d6|branch/)
      assert.deepEqual(answers, await answersOf(t, chain, theCase))
    })
  }
})
