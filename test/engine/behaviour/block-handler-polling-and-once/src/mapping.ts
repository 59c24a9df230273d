import { ethereum } from '@graphprotocol/graph-ts'
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

export function handleFirst(block: ethereum.Block): void {
  note('once', block)
}

export function handleSecond(block: ethereum.Block): void {
  note('every 2 from 2', block)
}

export function handleThird(block: ethereum.Block): void {
  note('every 3 from 3', block)
}
