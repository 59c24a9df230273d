import { ethereum } from '@graphprotocol/graph-ts'
import { Made, Placed, Read, Sent } from '../generated/Source/Emitter'
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

/** Looks no further than a log does. */
export function handlePlaced(event: Placed): void {
  const transaction = event.transaction
  note('placed ' + transaction.hash.toHexString() + ' ' + transaction.index.toString(), event.block)
}

/** Only asks whether there is a recipient, in the ways that compile: `==` does not for Bytes. */
export function handleMade(event: Made): void {
  const to = event.transaction.to
  if (!to) note('made, !', event.block)
  if (changetype<usize>(event.transaction.to) == 0) note('made, 0', event.block)
}

/** Reads all fields. */
export function handleSent(event: Sent): void {
  const transaction = event.transaction
  const to = transaction.to
  note('from ' + transaction.from.toHexString() + ' to ' + (to ? to.toHexString() : 'nobody'), event.block)
  note('value ' + transaction.value.toString() + ' gas ' + transaction.gasLimit.toString(), event.block)
  note('price ' + transaction.gasPrice.toString() + ' nonce ' + transaction.nonce.toString(), event.block)
  note('input ' + transaction.input.toHexString(), event.block)
}

export function handleRead(event: Read): void {
  note('read ' + event.params.text, event.block)
  if (event.params.text == 'no') return
  Child.create(event.params.who)
  note('before', event.block)
  note(event.transaction.from.equals(event.params.who) ? 'itself' : 'another', event.block)
}
