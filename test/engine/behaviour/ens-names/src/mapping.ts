import { ens, ethereum } from '@graphprotocol/graph-ts'
import { Said } from '../generated/Speaker/Emitter'
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
  const found = ens.nameByHash(event.params.text)
  note(found === null ? 'no name' : '"' + (found as string) + '"', event.block)
}
