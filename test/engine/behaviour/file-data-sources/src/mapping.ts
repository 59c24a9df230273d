import { Bytes, crypto, DataSourceContext, dataSource } from '@graphprotocol/graph-ts'
import { Said } from '../generated/Library/Emitter'
import { Line, Look, Page, Shelf, Size } from '../generated/schema'
import { Size as SizeTemplate, Text } from '../generated/templates'

const SHELF = 'shelf'

/** `text PATH`, `both PATH`, `context WORD PATH`, `page ID`, `look ID` */
export function handleSaid(event: Said): void {
  const words = event.params.text.split(' ')
  let shelf = Shelf.load(SHELF)
  if (shelf == null) {
    shelf = new Shelf(SHELF)
    shelf.count = 0
  }
  shelf.count++
  shelf.save()
  if (words[0] == 'text' || words[0] == 'both') Text.create(words[1])
  if (words[0] == 'both') SizeTemplate.create(words[1])
  if (words[0] == 'context') {
    const context = new DataSourceContext()
    context.setString('word', words[1])
    context.setBigInt('block', event.block.number)
    Text.createWithContext(words[2], context)
  }
  if (words[0] == 'page') {
    const page = new Page(words[1])
    page.shelf = SHELF
    page.text = 'of the chain'
    page.context = ''
    page.network = dataSource.network()
    page.save()
  }
  if (words[0] == 'look') {
    const look = new Look(shelf.count.toString())
    look.page = words[1]
    look.isThere = Page.load(words[1]) != null
    look.related = shelf.pages.load().length
    look.save()
  }
}

/** A line `text PATH` makes another file, `shelf` reads what a file may not. */
export function handleText(content: Bytes): void {
  const context = dataSource.context()
  const word = context.get('word')
  const id = dataSource.stringParam() + (word == null ? '' : ' ' + word.toString())
  // Files see nothing that was stored.
  const before = Page.load(id)
  const other = Page.load('of-the-chain')
  const page = new Page(id)
  page.shelf = SHELF
  page.text = content.toString() + (before == null && other == null ? '' : ' NOT ALONE')
  page.context = word == null ? 'none' : word.toString() + ' ' + context.getBigInt('block').toString()
  page.network = dataSource.network()
  page.save()
  const lines = content.toString().split('\n')
  for (let i = 0; i < lines.length; i++) {
    const line = new Line(id + ' ' + i.toString())
    line.page = id
    line.text = lines[i]
    line.save()
    if (lines[i] == 'shelf') Shelf.load(SHELF)
    if (lines[i].startsWith('text ')) Text.create(lines[i].split(' ')[1])
  }
  const saved = Page.load(id)
  if (saved != null) {
    saved.text = saved.text + ' (' + saved.lines.load().length.toString() + ')'
    saved.save()
  }
}

export function handleSize(content: Bytes): void {
  const size = new Size(Bytes.fromByteArray(crypto.keccak256(content)))
  size.path = dataSource.address().toHexString()
  size.bytes = content.length
  size.save()
}
