import { ethereum } from '@graphprotocol/graph-ts'
import { Said } from '../generated/From/Emitter'
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

export function handleFrom(event: Said): void {
  note('from 4: ' + event.params.text, event.block)
}

export function handleUntil(event: Said): void {
  note('2 until 6: ' + event.params.text, event.block)
}

export function handleBlock(block: ethereum.Block): void {
  note('block', block)
}
