import type { NodeAnswer } from '../chain/index.ts'

/**
 * How nodes tell that the contract itself ended the call. There is no standard: these are graph-node's words, compared
 * in lower case. What they do not cover counts as a failure of the node, which is asked again.
 */
const EXECUTION_ERRORS = [
  'revert',
  'invalid jump destination',
  'invalid opcode',
  'stack limit reached 1024',
  'out of gas',
  'stack underflow',
  'vm execution error',
  'invalidjump',
  'notactivated',
  'invalidfeopcode',
  'stackunderflow',
  'stackoverflow',
  'opcodenotfound',
]

/** Parity and Nethermind say it in the error's data. */
const PARITY_CODE = -32015
const PARITY_DATA = [/^revert/i, /^Bad jump/, /^Out of stack/, /^Bad instruction f[de]$/, /^Out of gas$/]

/** Whether the error of an `eth_call` is the contract's doing: every node answers the same for this block. */
export function isRevert({ code, message = '', data }: NodeAnswer): boolean {
  const text = message.toLowerCase()
  if (EXECUTION_ERRORS.some((words) => text.includes(words))) return true
  return code === PARITY_CODE && typeof data === 'string' && PARITY_DATA.some((pattern) => pattern.test(data))
}

/** How nodes tell that they have not, or no longer, the state of a block. */
const NO_STATE =
  /missing trie node|state .*(not available|unavailable|pruned)|pruned|header not found|historical|distance to target block|archive/i

/** Whether the node lacks the state that a call needs. */
export function lacksState({ message = '' }: NodeAnswer): boolean {
  return NO_STATE.test(message)
}
