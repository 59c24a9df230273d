import { Address, BigDecimal, BigInt, ByteArray, Bytes, crypto, ethereum, json } from '@graphprotocol/graph-ts'
import { Said } from '../generated/Says/Emitter'
import { Note } from '../generated/schema'

function note(id: string, text: string): void {
  const made = new Note(id)
  made.text = text
  made.save()
}

function hex(value: Bytes | null): string {
  return value === null ? 'null' : value.toHexString()
}

export function handleSaid(event: Said): void {
  const text = event.params.text
  note('keccak ' + text, crypto.keccak256(ByteArray.fromUTF8(text)).toHexString())
  if (text == 'abi') showAbi(event.params.who)
  if (text == 'json') showJson()
  if (text == 'numbers') showNumbers()
  if (text == 'bytes') showBytes()
}

function showAbi(who: Address): void {
  const items: Array<ethereum.Value> = [
    ethereum.Value.fromAddress(who),
    ethereum.Value.fromUnsignedBigInt(BigInt.fromString('340282366920938463463374607431768211455')),
    ethereum.Value.fromSignedBigInt(BigInt.fromI32(-5)),
    ethereum.Value.fromBoolean(true),
    ethereum.Value.fromString('text é'),
    ethereum.Value.fromBytes(Bytes.fromHexString('0xabcd')),
    ethereum.Value.fromFixedBytes(Bytes.fromHexString('0x1234')),
    ethereum.Value.fromUnsignedBigIntArray([BigInt.fromI32(1), BigInt.fromI32(2)]),
  ]
  const tuple = changetype<ethereum.Tuple>(items)
  const encoded = ethereum.encode(ethereum.Value.fromTuple(tuple))
  note('encode tuple', hex(encoded))
  note('encode array', hex(ethereum.encode(ethereum.Value.fromStringArray(['a', '']))))
  if (encoded !== null) {
    const decoded = ethereum.decode('(address,uint128,int8,bool,string,bytes,bytes2,uint256[])', encoded)
    if (decoded !== null) {
      const values = decoded.toTuple()
      note('decode tuple', values[0].toAddress().toHexString() + ' ' + values[1].toBigInt().toString() + ' ' + values[2].toI32().toString() + ' ' + values[4].toString() + ' ' + values[5].toBytes().toHexString() + ' ' + values[6].toBytes().toHexString() + ' ' + values[7].toBigIntArray().toString())
    }
    note('decode wrong', ethereum.decode('(address,string)', Bytes.fromHexString('0x12')) === null ? 'null' : 'value')
    note('decode no type', ethereum.decode('(addres)', encoded) === null ? 'null' : 'value')
    const types = [
      '(address,uint128)',
      '(address, uint128)',
      '(address ,uint128)',
      '( address,uint128 )',
      ' (address,uint128)',
      '(address,uint128) ',
      'address',
      ' address',
      'tuple(address,uint128)',
      '(address,uint)',
      '(address,int)',
      '((address,uint128))',
      'uint8[2]',
      'uint128[]',
      '()',
      '',
    ]
    for (let i = 0; i < types.length; i++) {
      const result = ethereum.decode(types[i], encoded)
      note('decode as ' + types[i], result === null ? 'null' : 'kind ' + result.kind.toString())
    }
  }
}

function showJson(): void {
  const value = json.fromString('{"b": [1, -2.5e3, "x", null, true], "a": {"k": "9007199254740993"}}').toObject()
  const a = value.mustGet('a').toObject().mustGet('k').toString()
  const b = value.mustGet('b').toArray()
  note('json', a + ' ' + b[0].toBigInt().toString() + ' ' + b[1].toF64().toString() + ' ' + b[2].toString() + ' ' + b[3].isNull().toString() + ' ' + b[4].toBool().toString())
  note('json error', json.try_fromString('{"a":').isError.toString() + ' ' + json.try_fromString('{"a":1,"a":2}').isOk.toString() + ' ' + json.try_fromString('1e400').isOk.toString() + ' ' + json.try_fromString('\u0000').isError.toString())
}

function showNumbers(): void {
  const big = BigInt.fromString('-123456789012345678901234567890')
  const seven = BigInt.fromI32(7)
  note('big', big.div(seven).toString() + ' ' + big.mod(seven).toString() + ' ' + seven.pow(50).toString() + ' ' + big.toHexString() + ' ' + seven.leftShift(70).toString() + ' ' + big.rightShift(3).toString() + ' ' + seven.bitAnd(BigInt.fromI32(5)).toString() + ' ' + seven.bitOr(BigInt.fromI32(8)).toString() + ' ' + big.abs().sqrt().toString())
  const third = BigDecimal.fromString('1').div(BigDecimal.fromString('3'))
  note('decimal', third.toString() + ' ' + third.times(third).toString() + ' ' + third.minus(BigDecimal.fromString('1e30')).toString() + ' ' + big.divDecimal(third).toString() + ' ' + third.equals(third).toString() + ' ' + BigDecimal.fromString('1e-40').toString() + ' ' + third.truncate(5).toString())
}

function showBytes(): void {
  const bytes = Bytes.fromHexString('0x00ff4100')
  note('bytes', bytes.toString() + '|' + bytes.toHexString() + '|' + bytes.toBase58() + '|' + bytes.toI32().toString() + '|' + bytes.concatI32(-2).toHexString() + '|' + Address.zero().toHexString())
}
