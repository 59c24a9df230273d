import { ethereum, log, store } from '@graphprotocol/graph-ts'
import { Said } from '../generated/Speaker/Emitter'
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

/** The text tells how to fail, after something was done. */
export function handleSaid(event: Said): void {
  const text = event.params.text
  note('said ' + text, event.block)
  if (text == 'assert' || text == 'remove' || text == 'create') {
    store.remove('Counter', 'notes')
    Child.create(event.params.who)
    const late = new Note('late')
    late.order = 0
    late.text = text
    late.block = event.block.number
    late.save()
    assert(text == 'create', 'asked to ' + text)
  }
  if (text == 'critical') log.critical('asked for', [])
}

export function handleHeard(event: Said): void {
  note('heard ' + event.params.text, event.block)
}

export function handleChild(event: Said): void {
  note('child ' + event.params.text, event.block)
}
