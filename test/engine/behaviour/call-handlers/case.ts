import { encodeFunctionData, type Hex, keccak256, parseAbi, toBytes } from 'viem'
import type { Behaviour } from '../../support/behaviour.ts'
import type { Transaction } from '../../support/emitter.ts'

const [echo, second, relay, failing] = [
  '0x00000000000000000000000000000000000000e1',
  '0x00000000000000000000000000000000000000e2',
  '0x00000000000000000000000000000000000000e3',
  '0x00000000000000000000000000000000000000e4',
] as const
const abi = parseAbi(['function echo(uint256 value, string text)', 'function other(uint256 value)'])

/**
 * A contract that reverts where the first argument is zero; else it emits `Echoed` of the first argument and returns its
 * arguments.
 *
 *     if (!calldata[4]) revert; calldatacopy(0, 4, size = calldatasize - 4); log1(0, 32, topic); return(0, size)
 */
const topic = keccak256(toBytes('Echoed(uint256)')).slice(2)
const code: Hex = `0x600435600b5760006000fd5b600436038060046000377f${topic}60206000a16000f3`

/** Calls `echo` twice with its own call data, then ends, or reverts. */
const relayTo = (end: string): Hex => {
  const call = `60006000366000600073${echo.slice(2)}5af150`
  return `0x366000600037${call}${call}${end}`
}

const say = (to: Hex, value: bigint, text: string): Transaction => ({
  to,
  data: encodeFunctionData({ abi, functionName: 'echo', args: [value, text] }),
})
const other = (to: Hex, value: bigint): Transaction => ({
  to,
  data: encodeFunctionData({ abi, functionName: 'other', args: [value] }),
})

/** Calls by transactions and by contracts, that fail in part or wholly, beside the events that they emit. */
export const behaviour: Behaviour = {
  contracts: [],
  code: { [echo]: code, [second]: code, [relay]: relayTo('00'), [failing]: relayTo('60006000fd') },
  blocks: {
    1: [say(echo, 1n, 'one')],
    2: [say(echo, 0n, 'reverts'), say(echo, 2n, 'two'), other(echo, 3n), say(second, 4n, 'of nobody yet')],
    3: [say(relay, 5n, 'by a contract, twice'), say(failing, 6n, 'within what fails'), say(relay, 0n, 'both fail')],
    // Too short for the function, unknown to it, and no function at all.
    4: [
      { to: echo, data: `${other(echo, 7n).data.slice(0, 10)}01` },
      { to: echo, data: '0x01020304' },
      { to: echo, data: '0x' },
    ],
    5: [say(second, 8n, 'before it is made'), say(echo, 9n, 'make'), say(second, 10n, 'after it is made')],
    6: [say(second, 11n, 'later'), say(echo, 12n, 'after the end of the second')],
    8: [say(echo, 13n, 'make'), say(second, 14n, 'last')],
  },
  queries: [
    '{ notes(orderBy: order, first: 1000) { order text block } }',
    '{ notes(orderBy: order, first: 1000, block: { number: 5 }) { order text block } }',
  ],
}
