import { ethereum } from '@graphprotocol/graph-ts'
import { Passed, Passed1, Set, Set1, Set2 } from '../generated/Sets/Emitter'
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

export function handleNumber(event: Set): void {
  note('number ' + event.params.value.toString(), event.block)
}

export function handleText(event: Set1): void {
  note('text ' + event.params.value, event.block)
}

export function handleHash(event: Set2): void {
  note('hash ' + event.params.value.toHexString(), event.block)
}

export function handleIndexed(event: Passed): void {
  note('both indexed ' + event.params.value.toString(), event.block)
}

export function handleHalf(event: Passed1): void {
  note('one indexed ' + event.params.to.toHexString() + ' ' + event.params.value.toString(), event.block)
}
