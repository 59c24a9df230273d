import { Address, dataSource, ethereum } from '@graphprotocol/graph-ts'
import { Said } from '../generated/Second/Emitter'
import { Counter, Note } from '../generated/schema'
import { Child } from '../generated/templates'

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

export function handleStart(block: ethereum.Block): void {
  note('once', block)
}

export function handleBlock(block: ethereum.Block): void {
  note('block ' + dataSource.address().toHexString(), block)
  if (block.number.toI32() == 4) Child.create(Address.fromString('0x00000000000000000000000000000000000000c3'))
}

export function handleSaid(event: Said): void {
  note('said ' + event.params.text + ' by ' + event.address.toHexString(), event.block)
  if (event.params.text == 'make') Child.create(event.address)
}

/** Of every contract, but behaviours share the chain. */
export function handleAnyone(event: Said): void {
  if (event.params.who.toHexString() != '0x00000000000000000000000000000000000000c2') return
  note('anyone ' + event.params.text + ' ' + dataSource.address().toHexString(), event.block)
}

export function handleChildStart(block: ethereum.Block): void {
  note('child once ' + dataSource.address().toHexString(), block)
}

export function handleChildBlock(block: ethereum.Block): void {
  note('child block ' + dataSource.address().toHexString(), block)
}

export function handleChild(event: Said): void {
  note('child said ' + event.params.text + ' ' + dataSource.address().toHexString(), event.block)
}
