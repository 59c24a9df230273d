import { Address, dataSource, ethereum } from '@graphprotocol/graph-ts'
import { EchoCall, Echoed, OtherCall } from '../generated/Echo/Echo'
import { Counter, Note } from '../generated/schema'
import { Made } from '../generated/templates'

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

function describe(call: EchoCall): string {
  const transaction = call.transaction
  return (
    [
      call.from.toHexString(),
      call.to.toHexString(),
      call.inputs.value.toString(),
      call.inputs.text,
      call.outputs.value0.toString(),
      call.outputs.said,
      call.inputValues.length.toString(),
      call.outputValues[1].name,
      transaction.index.toString(),
      transaction.value.toString(),
      transaction.hash.toHexString(),
    ].join(' ')
  )
}

export function handleEchoed(event: Echoed): void {
  note('event ' + event.logIndex.toString() + ' ' + event.params.value.toString(), event.block)
}

/** The text `make` follows another contract. */
export function handleEcho(call: EchoCall): void {
  note('echo ' + describe(call), call.block)
  if (call.inputs.text == 'make') Made.create(Address.fromString('0x00000000000000000000000000000000000000e2'))
}

export function handleLate(call: EchoCall): void {
  note('late ' + describe(call), call.block)
}

export function handleMade(call: EchoCall): void {
  note('made ' + dataSource.address().toHexString() + ' ' + describe(call), call.block)
}

export function handleOther(call: OtherCall): void {
  note('other ' + call.inputs.value.toString() + ' ' + call.outputValues.length.toString(), call.block)
}

export function handleCalled(block: ethereum.Block): void {
  note('called ' + dataSource.address().toHexString(), block)
}
