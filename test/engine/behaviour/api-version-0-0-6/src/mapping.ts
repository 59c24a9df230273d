import { Entity, ethereum, store, Value } from '@graphprotocol/graph-ts'
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

export function handleBlock(block: ethereum.Block): void {
  note(block.hash.toHexString() + ' ' + block.gasLimit.toString(), block)
}

/** Until 0.0.8, fields that the schema lacks are dropped. */
export function handleSaid(event: Said): void {
  const transaction = event.transaction
  note(transaction.hash.toHexString() + ' ' + transaction.from.toHexString() + ' ' + event.params.text, event.block)
  const entity = new Entity()
  entity.set('id', Value.fromString(event.params.text))
  entity.set('count', Value.fromI32(5))
  entity.set('nowhere', Value.fromI32(6))
  store.set('Counter', event.params.text, entity)
}
