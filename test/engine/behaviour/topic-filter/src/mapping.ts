import { ethereum } from '@graphprotocol/graph-ts'
import { Moved } from '../generated/Moves/Emitter'
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

export function handleMoved(event: Moved): void {
  show('topics 1 and 3', event)
}

export function handleSecond(event: Moved): void {
  show('topic 2', event)
}

export function handleSmall(event: Moved): void {
  show('small', event)
}

export function handleBig(event: Moved): void {
  show('big', event)
}

function show(handler: string, event: Moved): void {
  const params = event.params
  note(handler + ': ' + params.from.toHexString() + ' ' + params.to.toHexString() + ' ' + params.value.toString(), event.block)
}
