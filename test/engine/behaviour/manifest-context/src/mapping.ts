import { dataSource, ethereum, ValueKind } from '@graphprotocol/graph-ts'
import { Said } from '../generated/One/Emitter'
import { Counter, Note } from '../generated/schema'

function note(text: string, block: ethereum.Block): void {
  let counter = Counter.load('notes')
  if (counter == null) {
    counter = new Counter('notes')
    counter.count = 0
  }
  counter.count++
  counter.save()
  const made = new Note(counter.count.toString())
  made.order = counter.count
  made.text = text
  made.block = block.number
  made.save()
}

export function handleSaid(event: Said): void {
  const context = dataSource.context()
  note('fields: ' + context.entries.length.toString(), event.block)
  for (let i = 0; i < context.entries.length; i++) {
    const entry = context.entries[i]
    const value = entry.value
    let text = entry.key + ' of kind ' + value.kind.toString()
    if (value.kind == ValueKind.ARRAY) text += ' with ' + value.toI32Array().toString()
    else text += ': ' + value.displayData()
    note(text, event.block)
  }
}
