import { Address, Bytes, ethereum } from '@graphprotocol/graph-ts'

/**
 * The one Protocol.
 * @example 0x00
 */
export function protocolId(): Bytes {
  return Bytes.fromHexString('0x00')
}

/**
 * An event: transaction hash, then the log index as a big-endian u32 (36 bytes).
 * @example 0x88e96d4537bea4d9c05d12549907b32561d3bf31f45aae734cdc119f13406cb60000002a
 */
export function eventId(event: ethereum.Event): Bytes {
  return event.transaction.hash.concat(bigEndian(event.logIndex.toU32(), 4))
}

/**
 * A label: batch id, then the item's position as a big-endian u16 (34 bytes). Ids sort by batch and position.
 * @example 0xb10e2d527612073b26eecdfd717e6a320cf44b4afac2b0732d9fcbe2b7fa0cf60003
 */
export function labelId(batchId: Bytes, index: i32): Bytes {
  return batchId.concat(bigEndian(index, 2))
}

/**
 * A submission: batch id, then the annotator's address (52 bytes).
 * @example 0xb10e2d527612073b26eecdfd717e6a320cf44b4afac2b0732d9fcbe2b7fa0cf670997970c51812dc3a010c7d01b50e0d17dc79c8
 */
export function submissionId(batchId: Bytes, annotator: Address): Bytes {
  return batchId.concat(annotator)
}

/**
 * A standing: project id, then the annotator's address (52 bytes).
 * @example 0x4d0fcd9d9f0a0c2c6b2d7f3f7e1f6a5d2a1b9c8e7f60514233241506f7e8d9ca70997970c51812dc3a010c7d01b50e0d17dc79c8
 */
export function standingId(projectId: Bytes, annotator: Address): Bytes {
  return projectId.concat(annotator)
}

/**
 * An earning: the account's address, then the token's (40 bytes).
 * @example 0x70997970c51812dc3a010c7d01b50e0d17dc79c85fbdb2315678afecb367f032d93f642f64180aa3
 */
export function earningId(account: Address, token: Address): Bytes {
  return account.concat(token)
}

/** The lowest `width` bytes of `value`, most significant first, so that ids sort as numbers do. */
function bigEndian(value: u32, width: i32): Bytes {
  const bytes = new Bytes(width)
  for (let i = 0; i < width; i++) {
    bytes[width - 1 - i] = (value >> (8 * i)) as u8
  }
  return bytes
}
