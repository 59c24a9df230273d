import { BigInt, DataSourceContext, dataSource, ethereum } from '@graphprotocol/graph-ts'
import { Said } from '../generated/Factory/Emitter'
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

/** The text tells how `who` is to be followed. */
function follow(event: Said): void {
  const text = event.params.text
  if (text == 'plain') Child.create(event.params.who)
  if (text == 'empty context') Child.createWithContext(event.params.who, new DataSourceContext())
  if (text.startsWith('context ')) {
    const context = new DataSourceContext()
    context.setString('said', text)
    context.setBigInt('block', event.block.number)
    context.setBigInt('big', BigInt.fromString('-340282366920938463463374607431768211456'))
    context.setBytes('who', event.params.who)
    context.setBoolean('yes', true)
    context.setI32('small', -7)
    Child.createWithContext(event.params.who, context)
  }
}

export function handleFactory(event: Said): void {
  note('factory: ' + event.params.text, event.block)
  follow(event)
}

/** A child can make children too. */
export function handleChild(event: Said): void {
  const context = dataSource.context()
  let names = ''
  for (let i = 0; i < context.entries.length; i++) names += context.entries[i].key + ','
  const said = context.get('said')
  const big = context.get('big')
  const start = context.get('block')
  let text = dataSource.address().toHexString() + ' ' + dataSource.network() + ' [' + names + ']'
  if (said != null && big != null && start != null) {
    text += said.toString() + ' ' + big.toBigInt().toString() + ' ' + start.toBigInt().toString()
    text += ' ' + context.getBytes('who').toHexString() + ' ' + context.getI32('small').toString()
  }
  note('child: ' + text + ': ' + event.params.text, event.block)
  follow(event)
}
