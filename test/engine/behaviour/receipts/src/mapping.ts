import { ethereum } from '@graphprotocol/graph-ts'
import { Said } from '../generated/With/Emitter'
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

export function handleWith(event: Said): void {
  const receipt = event.receipt
  if (receipt == null) return note('no receipt', event.block)
  note('transaction ' + receipt.transactionHash.toHexString() + ' ' + receipt.transactionIndex.toString(), event.block)
  note('block ' + receipt.blockHash.toHexString() + ' ' + receipt.blockNumber.toString(), event.block)
  note('gas ' + receipt.cumulativeGasUsed.toString() + ' ' + receipt.gasUsed.toString(), event.block)
  note('status ' + receipt.status.toString() + ' bloom ' + receipt.logsBloom.toHexString(), event.block)
  note('contract ' + (changetype<usize>(receipt.contractAddress) == 0).toString(), event.block)
  note('root ' + (changetype<usize>(receipt.root) == 0).toString(), event.block)
  for (let i = 0; i < receipt.logs.length; i++) {
    const log = receipt.logs[i]
    let text = log.address.toHexString() + ' ' + log.data.toHexString() + ' ' + log.logIndex.toString()
    text += ' ' + log.blockNumber.toHexString() + log.blockHash.toHexString() + log.transactionHash.toHexString()
    text += ' ' + log.transactionIndex.toString()
    for (let j = 0; j < log.topics.length; j++) text += ' ' + log.topics[j].toHexString()
    const removed = log.removed
    note(text + ' ' + (removed == null ? 'null' : removed.inner.toString()), event.block)
  }
}

export function handleWithout(event: Said): void {
  note('without ' + (event.receipt == null).toString(), event.block)
}
