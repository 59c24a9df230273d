import { ethereum } from '@graphprotocol/graph-ts'

/**
 * The arguments of an event as a JSON object, in the order of the ABI: integers as decimal strings, bytes and addresses
 * as lower-case hex strings, lists and tuples as arrays.
 */
export function argsJson(event: ethereum.Event): string {
  let members = ''
  for (let i = 0; i < event.parameters.length; i++) {
    const parameter = event.parameters[i]
    if (i > 0) members += ','
    members += quote(parameter.name) + ':' + valueJson(parameter.value)
  }
  return '{' + members + '}'
}

function valueJson(value: ethereum.Value): string {
  switch (value.kind) {
    case ethereum.ValueKind.INT:
    case ethereum.ValueKind.UINT:
      return quote(value.toBigInt().toString())
    case ethereum.ValueKind.BOOL:
      return value.toBoolean() ? 'true' : 'false'
    case ethereum.ValueKind.STRING:
      return quote(value.toString())
    case ethereum.ValueKind.ARRAY:
    case ethereum.ValueKind.FIXED_ARRAY:
      return listJson(value.toArray())
    case ethereum.ValueKind.TUPLE:
      return listJson(value.toTuple())
    case ethereum.ValueKind.ADDRESS:
      return quote(value.toAddress().toHexString())
    default:
      return quote(value.toBytes().toHexString())
  }
}

function listJson(values: Array<ethereum.Value>): string {
  let elements = ''
  for (let i = 0; i < values.length; i++) {
    if (i > 0) elements += ','
    elements += valueJson(values[i])
  }
  return '[' + elements + ']'
}

/** A JSON string (RFC 8259, section 7). */
export function quote(text: string): string {
  let escaped = ''
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i)
    if (unit == 0x22 || unit == 0x5c) {
      escaped += '\\' + text.charAt(i)
    } else if (unit < 0x20) {
      escaped += '\\u00' + (unit < 0x10 ? '0' : '1') + '0123456789abcdef'.charAt(unit & 0xf)
    } else {
      escaped += text.charAt(i)
    }
  }
  return '"' + escaped + '"'
}
