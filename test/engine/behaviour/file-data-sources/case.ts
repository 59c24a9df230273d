import { identifyFile } from '../../../../engine/ipfs/index.ts'
import { type Behaviour, say } from '../../support/behaviour.ts'

const library = '0x00000000000000000000000000000000000000f1'
const bytesOf = (text: string) => Buffer.from(text)
const cidOf = (text: string) => identifyFile(bytesOf(text)).cid

const inner = 'the file that a file names'
const outer = `a file\ntext ${cidOf(inner)}\nand its end`
const plain = 'plain text, ünïcode too'
/** Of three chunks. */
const large = 'x'.repeat(600_000)
const empty = ''
/** As a raw block: version 1, base32. */
const raw = { text: 'hello world', cid: 'bafkreifzjut3te2nhyekklss27nh3k72ysco7y32koao5eei66wof36n5e' }

/** What is found in the end, by CID. */
export const files = new Map(
  [inner, outer, plain, large, empty].map((text) => [cidOf(text), bytesOf(text)] as const),
).set(raw.cid, bytesOf(raw.text))

/** Pages and sizes in the end. */
export const counts = { pages: 9, sizes: 3 }

/** What handlers of the chain see once all files were found. */
export const looks = [say(library, 'look of-the-chain'), say(library, `look ${cidOf(plain)}`)]

/** What files may not do, by what the engine says: graph-node tries for ever. */
export const refused = [
  {
    what: 'read a type that is not listed',
    content: 'shelf',
    blocks: (cid: string) => ({ 2: [say(library, `text ${cid}`)] }),
    says: /entity type `Shelf` is not on the 'entities' list for data source `Text`.* is: `Page, Line`/,
  },
  {
    what: 'set an entity that another file set',
    content: 'any',
    blocks: (cid: string) => ({ 1: [say(library, `context one ${cid}`)], 2: [say(library, `context one ${cid}`)] }),
    says: /an entity that cannot change was changed at block #2/,
  },
  {
    what: 'set an entity that the chain set',
    content: 'any',
    blocks: (cid: string) => ({ 1: [say(library, `page ${cid}`)], 2: [say(library, `text ${cid}`)] }),
    says: /an entity that cannot change was changed at block #2/,
  },
]

/** Files made in all ways; the blocks in which their handlers run depend on when the content is found. */
export const behaviour: Behaviour = {
  contracts: [library],
  blocks: {
    1: [say(library, `text ${cidOf(plain)}`), say(library, 'page of-the-chain')],
    2: [say(library, `both ${cidOf(large)}`), say(library, 'text no-cid'), say(library, `text ${cidOf(plain)}`)],
    3: [say(library, `context one ${cidOf(plain)}`), say(library, `text ipfs://${raw.cid}`)],
    4: [say(library, `context one-more /ipfs/${cidOf(plain)}`), say(library, `both ${cidOf(empty)}`)],
    5: [say(library, `both ${cidOf(outer)}`), say(library, `text http://example.com/ipfs/${cidOf(outer)}`)],
  },
  queries: [
    '{ pages(orderBy: id) { id text context network shelf { id count } lines { text } } }',
    '{ pages(where: { context_starts_with: "one" }, orderBy: context) { id context } }',
    '{ sizes(orderBy: bytes) { id path bytes } shelves { pages(orderBy: id) { id } } }',
    '{ looks(orderBy: id) { id page isThere related } }',
  ],
}
