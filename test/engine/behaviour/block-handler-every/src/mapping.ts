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

export function handleBlock(block: ethereum.Block): void {
  const baseFee = block.baseFeePerGas
  const size = block.size
  let text = block.hash.toHexString() + ' after ' + block.parentHash.toHexString() + ' by ' + block.author.toHexString()
  text += ' at ' + block.timestamp.toString() + ' gas ' + block.gasUsed.toString() + ' of ' + block.gasLimit.toString()
  text += ' fee ' + (baseFee ? baseFee.toString() : 'none') + ' size ' + (size ? size.toString() : 'none')
  text += ' difficulty ' + block.difficulty.toString() + ' ' + block.totalDifficulty.toString()
  text += ' ' + block.stateRoot.toHexString() + block.transactionsRoot.toHexString() + block.receiptsRoot.toHexString()
  note(text + ' ' + block.unclesHash.toHexString(), block)
}
