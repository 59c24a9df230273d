import type { EntityChange } from '../engine/types.ts'

/** How much there is to ask for: accounts, and moves between them. */
export type Size = { readonly accounts: number; readonly moves: number }

const MOVES_PER_BLOCK = 900
/** Accounts that a block changes, after the first, which makes them all. */
const CHANGED_PER_BLOCK = 100

/** A number from 0 below `limit` that looks random and is the same in every run. */
function scatter(n: number, limit: number): number {
  return Number((BigInt(n) * 2_654_435_761n + 12_345n) % BigInt(limit))
}

const accountId = (n: number) => `0x${n.toString(16).padStart(40, '0')}`
const moveId = (n: number) => `0x${n.toString(16).padStart(64, '0')}`

export function blocksOf({ moves }: Size): number {
  return Math.ceil(moves / MOVES_PER_BLOCK)
}

/** What a block changes, from 1 on. */
export function changesOf({ accounts, moves }: Size, number: number): EntityChange[] {
  const changes: EntityChange[] = []
  const touched =
    number === 1
      ? Array.from({ length: accounts }, (_, n) => n)
      : Array.from({ length: CHANGED_PER_BLOCK }, (_, i) => scatter(number * 100 + i, accounts))
  for (const n of new Set(touched)) {
    const id = accountId(n)
    const balance = BigInt(scatter(n + number, 1_000_000_000)) * 10n ** 12n
    changes.push({ type: 'Account', id, entity: { id, name: `account ${n}`, balance } })
  }
  const end = Math.min(moves, number * MOVES_PER_BLOCK)
  for (let n = (number - 1) * MOVES_PER_BLOCK; n < end; n++) {
    const id = moveId(n)
    const entity = {
      id,
      from: accountId(scatter(n, accounts)),
      to: accountId(scatter(n * 7 + 1, accounts)),
      amount: BigInt(scatter(n * 3, 1_000_000)) * 10n ** 12n,
      note: `note ${scatter(n, 1000)}`,
      block: number,
    }
    changes.push({ type: 'Move', id, entity })
  }
  return changes
}

/** Shapes of queries; `n` varies the values from run to run, so that no cache of answers has them. */
export function shapesOf(size: Size): Readonly<Record<string, (n: number) => string>> {
  const account = (n: number) => accountId(scatter(n, size.accounts))
  const move = (n: number) => moveId(scatter(n, size.moves))
  return {
    'one entity by id': (n) => `{ account(id: "${account(n)}") { id name balance } }`,
    'a page of 100 by id': (n) => `{ moves(where: { id_gt: "${move(n)}" }) { id amount note } }`,
    'a page of 1000 by id': (n) => `{ moves(first: 1000, where: { id_gt: "${move(n)}" }) { id amount note } }`,
    'the changes of an account': (n) => `{ moves(where: { from: "${account(n)}" }, orderBy: amount) { id amount } }`,
    'an account with its newest moves': (n) =>
      `{ account(id: "${account(n)}") { id moves(first: 5, orderBy: block, orderDirection: desc) { id to { name } } } }`,
    '100 accounts with 3 moves each': (n) =>
      `{ accounts(where: { id_gt: "${account(n)}" }) { id moves(first: 3) { id amount } } }`,
    '100 moves with both accounts': (n) =>
      `{ moves(where: { id_gt: "${move(n)}" }) { id from { name } to { name balance } } }`,
    'an account at an earlier block': (n) =>
      `{ account(id: "${account(n)}", block: { number: ${1 + scatter(n, blocksOf(size))} }) { balance } }`,
    'all accounts by balance, 100 of them': (n) =>
      `{ accounts(orderBy: balance, orderDirection: desc, skip: ${n}) { id balance } }`,
    'moves by a text in their note, first 100': (n) =>
      `{ moves(where: { note_contains: "${scatter(n, 1000)}" }) { id note } }`,
  }
}
