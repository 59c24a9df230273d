import { Address, BigInt, Bytes } from '@graphprotocol/graph-ts'

export const REQUESTER = Address.fromString('0x1000000000000000000000000000000000000001')
export const TOKEN = Address.fromString('0x2000000000000000000000000000000000000002')
export const ELIGIBILITY = Address.fromString('0x3000000000000000000000000000000000000003')
export const KEEPER = Address.fromString('0x4000000000000000000000000000000000000004')
export const FIRST = Address.fromString('0xa000000000000000000000000000000000000001')
export const SECOND = Address.fromString('0xa000000000000000000000000000000000000002')
export const THIRD = Address.fromString('0xa000000000000000000000000000000000000003')

export const PROJECT_ID = repeated('aa', 32)
export const BATCH_ID = repeated('bb', 32)
export const GUIDELINE_HASH = repeated('cc', 32)
export const MANIFEST_HASH = repeated('dd', 32)
export const GOLD_HASH = repeated('99', 32)
export const LABELS_ROOT = repeated('88', 32)
export const SLASH_ID = repeated('77', 32)
export const COMMITMENT = repeated('ee', 32)
export const NO_PAYLOAD = repeated('00', 32)

/** The Protocol, as the assertions want its id. */
export const PROTOCOL = '0x00'

/** `count` times the byte `hex`. */
export function repeated(hex: string, count: i32): Bytes {
  return Bytes.fromHexString('0x' + hex.repeat(count))
}

export function big(value: i32): BigInt {
  return BigInt.fromI32(value)
}
