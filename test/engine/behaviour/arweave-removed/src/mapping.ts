import { Bytes, ethereum, JSONValue } from '@graphprotocol/graph-ts'
import { Said } from '../generated/Speaker/Emitter'
import { Counter, Note } from '../generated/schema'

// As in old releases of graph-ts.
declare namespace arweave {
  function transactionData(id: string): Bytes | null
}
declare namespace box {
  function profile(address: string): JSONValue | null
}

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
  note(event.params.text, event.block)
  if (event.params.text == 'fail') arweave.transactionData('id')
  if (event.params.text == 'never') box.profile('id')
}
