import { Bytes, yaml, YAMLValue } from '@graphprotocol/graph-ts'
import { Said } from '../generated/Says/Emitter'
import { Note } from '../generated/schema'

/** Notes what graph-node makes of the text. */
export function handleSaid(event: Said): void {
  const note = new Note(event.block.number.toString() + '-' + event.logIndex.toString())
  const parsed = yaml.try_fromBytes(Bytes.fromUTF8(event.params.text))
  note.text = parsed.isOk ? show(parsed.value) : 'error'
  if (event.params.text == 'strict') note.text = show(yaml.fromString('a: [1, b]'))
  note.save()
}

function show(value: YAMLValue): string {
  if (value.isNull()) return 'null'
  if (value.isBool()) return value.toBool() ? 'true' : 'false'
  if (value.isNumber()) return 'n:' + value.toNumber()
  if (value.isString()) return 's:' + value.toString()
  if (value.isTagged()) return 't:' + value.toTagged().tag + ' ' + show(value.toTagged().value)
  let text = ''
  if (value.isArray()) {
    const items = value.toArray()
    for (let i = 0; i < items.length; i++) text += show(items[i]) + ','
    return '[' + text + ']'
  }
  const entries = value.toObject().entries
  for (let i = 0; i < entries.length; i++) text += show(entries[i].key) + '=' + show(entries[i].value) + ','
  return '{' + text + '}'
}
