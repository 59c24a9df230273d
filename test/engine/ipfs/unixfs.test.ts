import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { identifyFile, isCid, MAX_FILE_BYTES } from '../../../engine/ipfs/unixfs.ts'

const bytes = (length: number) => new Uint8Array(length).map((_, index) => (index * 31 + (index >> 8)) & 255)

// Computed with @ipld/dag-pb and ipfs-unixfs; the first is the known id of the empty file.
const FILES: [length: number, cid: string, size: number][] = [
  [0, 'QmbFMke1KXqnYyBBWxB74N4c5SBnJMVAiMNRcGu6x1AwQH', 6],
  [12, 'QmX5SKmZTwjZmSjMUyySvQvmWrH4xDrHzy1EqTcyLHQGFB', 20],
  [262_144, 'QmRGtaHK8V8JK23yDT1tfoh2eRY9U5ix6zbiNHc9732JMo', 262_158],
  [262_145, 'QmcVbM5cMCqC9pvnGvnPMHThnJdMeqJ4oVsqRSqWkdHXky', 262_267],
  [5_000_000, 'QmaVS1VTf6CLmE316ybiwEHM7o9vGFBjkNPmHgpTbSB8uB', 5_001_249],
]

describe('the id of a file', () => {
  for (const [length, cid, size] of FILES) {
    it(`is that of IPFS for ${length} bytes`, () => assert.deepEqual(identifyFile(bytes(length)), { cid, size }))
  }

  it('is that of `echo hello world | ipfs add`', () =>
    assert.equal(identifyFile(Buffer.from('hello world\n')).cid, 'QmT78zSuBmuS4z925WZfrqQ1qHaJ56DQaTfyMUF7F8ff5o'))

  it('has no file of several levels', () =>
    assert.throws(() => identifyFile(new Uint8Array(MAX_FILE_BYTES + 1)), RangeError))

  for (const text of [
    '',
    'Qm',
    '../QmbFMke1KXqnYyBBWxB74N4c5SBnJMVAiMNRcGu6x1AwQH',
    'QmbFMke1KXqnYyBBWxB74N4c5SBnJMVAiMNRcGu6x1A0QH',
  ])
    it(`is never \`${text}\``, () => assert.equal(isCid(text), false))
})
