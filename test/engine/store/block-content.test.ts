import assert from 'node:assert/strict'
import { hash } from 'node:crypto'
import { describe, it } from 'node:test'
import { BlockContent } from '../../../engine/store/block-content.ts'
import { EMPTY_STATE } from '../../../engine/store/state-hash.ts'

const BLOCK = { number: 7, hash: '0xb7' }
const START = `${EMPTY_STATE}\n7 0xb7\n`
const hashOf = (text: string) => `0x${hash('sha256', text)}`

function begun(): BlockContent {
  const content = new BlockContent()
  content.begin(EMPTY_STATE, BLOCK)
  return content
}

describe('the content of a block', () => {
  it('is the text that the state hash is defined by (docs/decisions/012)', () => {
    const content = begun()
    assert.ok(content.isEmpty)
    content.startSet('Thing')
    for (const column of [null, 5, -5n, '', 'größer 🙂', 'x'.repeat(300)]) content.putColumn(column)
    assert.equal(content.putHex(Uint8Array.of(0, 0xab, 0xff), 1, 3), '0xabff')
    assert.equal(content.putAscii(Buffer.from('-text-'), 1, 5), 'text')
    content.endChange()
    content.putRemoval('Thing', 'id')
    content.putFacts({
      dataSources: [{ template: 'T', address: '0xaa', startBlock: 7 }],
      errors: [{ message: 'words', block: BLOCK, handler: 'handle' }],
      failure: { message: 'words', block: BLOCK },
    })
    const set = `set Thing - 5 -5 0: 9:größer 🙂 300:${'x'.repeat(300)} 6:0xabff 4:text\n`
    const facts = 'create 1:T 4:0xaa -\nerror 6:handle\nfailure -\n'
    assert.ok(!content.isEmpty)
    assert.equal(content.hash(), hashOf(`${START}${set}remove Thing 2:id\n${facts}`))
  })

  it('takes a change back, and begins anew', () => {
    const content = begun()
    content.putRemoval('Thing', 'a')
    const { end } = content
    content.putRemoval('Thing', 'b')
    content.takeBack(end)
    assert.equal(content.hash(), hashOf(`${START}remove Thing 1:a\n`))
    content.begin(EMPTY_STATE, BLOCK)
    assert.ok(content.isEmpty)
  })

  it('may be larger than usual', () => {
    const content = begun()
    let text = START
    const bytes = new Uint8Array(100_000).fill(0xc0)
    for (let i = 0; i < 30; i++) {
      content.startSet('Large')
      assert.equal(content.putHex(bytes, 0, bytes.length).length, 200_002)
      content.putColumn('ü'.repeat(50_000))
      content.endChange()
      text += `set Large 200002:0x${'c0'.repeat(100_000)} 50000:${'ü'.repeat(50_000)}\n`
    }
    assert.equal(content.hash(), hashOf(text))
    content.begin(EMPTY_STATE, BLOCK)
    content.putRemoval('Large', 'a')
    assert.equal(content.hash(), hashOf(`${START}remove Large 1:a\n`))
  })
})
