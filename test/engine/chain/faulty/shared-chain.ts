import { after, before } from 'node:test'
import { installLedger } from '../../support/ledger.ts'
import { type LocalChain, startLocalChain } from '../../support/local-chain.ts'
import { mineMoves } from './scene.ts'

/** One chain for all tests of a file, which must not change it. */
export function sharedChain(blocks: number): () => LocalChain {
  let chain: LocalChain | undefined
  before(async () => {
    chain = await startLocalChain()
    await installLedger(chain)
    await mineMoves(chain, blocks, 7)
  })
  after(() => chain?.close())
  return () => {
    if (chain === undefined) throw new Error('the chain is there only in tests')
    return chain
  }
}
