import { MessageChannel, receiveMessageOnPort, Worker } from 'node:worker_threads'
import type { BlockResult, Schema } from '../types.ts'
import { StoreError, type StoreErrorCode } from './errors.ts'
import { createPacker, type PackedBlocks } from './packed.ts'

/** Writes blocks on a thread of its own, by a second connection, while the caller goes on. */
export type WriteBehind = {
  /** What is under way, until `settle` has been called. */
  readonly results: readonly BlockResult[] | undefined
  /** Whether what is under way is not stored yet. */
  readonly isBusy: boolean
  /** Hands blocks over; nothing may be under way. */
  start(results: readonly BlockResult[]): void
  /** Makes an index with an SQL statement; nothing may be under way. @throws StoreError */
  makeIndex(sql: string): Promise<void>
  /** Resolves once what is under way is stored, or was refused. */
  finished(): Promise<void>
  /** Waits, without giving others a turn. @throws the StoreError with which the blocks were refused: none is stored */
  settle(): void
  /** Ends the thread once it has closed its connection. */
  close(): void
}

export type BehindOptions = {
  readonly path: string
  readonly schema: Schema
  readonly historyBlocks: number | undefined
  /** What may be in the write-ahead log before a thread of its own moves it to the main file. */
  readonly logBytes: number
}

/** What the thread is told at its start. */
export type ThreadOptions = BehindOptions & {
  /** The number of messages that it has answered. */
  readonly answered: Int32Array
}

export type ThreadRequest = { readonly packed: PackedBlocks } | { readonly index: string } | 'close'
export type ThreadAnswer = { readonly message: string; readonly code?: StoreErrorCode } | 'done'

/** Longer than any transaction should take: the thread must have died. */
const TIMEOUT_MS = 600_000

/** Starts the thread. The writer's lock is the caller's. */
export function openWriteBehind(options: BehindOptions): WriteBehind {
  const { path, schema } = options
  const answered = new Int32Array(new SharedArrayBuffer(4))
  const { port1: port, port2 } = new MessageChannel()
  const workerData: ThreadOptions & { port: typeof port2 } = { ...options, answered, port: port2 }
  const thread = new Worker(new URL('./behind-thread.ts', import.meta.url), {
    workerData,
    transferList: [port2],
    // Blocks live as long as their transaction: a large nursery would only be copied.
    resourceLimits: { maxYoungGenerationSizeMb: 8 },
  })
  let asked = 0
  // Its failures come as answers, except for the end of its memory.
  thread.on('error', () => {
    Atomics.store(answered, 0, asked)
    Atomics.notify(answered, 0)
  })
  thread.unref()
  const packer = createPacker(schema)
  let results: readonly BlockResult[] | undefined

  function ask(request: ThreadRequest): void {
    asked++
    port.postMessage(request, typeof request === 'object' && 'packed' in request ? [request.packed.bytes.buffer] : [])
  }

  function answer(): ThreadAnswer {
    const deadline = performance.now() + TIMEOUT_MS
    for (let seen = Atomics.load(answered, 0); seen < asked; seen = Atomics.load(answered, 0)) {
      if (Atomics.wait(answered, 0, seen, TIMEOUT_MS) === 'timed-out' || performance.now() > deadline)
        throw new StoreError('DISK_ERROR', `${path}: the thread that writes does not answer`)
    }
    return (
      (receiveMessageOnPort(port)?.message as ThreadAnswer | undefined) ?? {
        message: 'the thread that writes has ended',
      }
    )
  }

  async function hasAnswered(): Promise<void> {
    const seen = Atomics.load(answered, 0)
    if (seen < asked) await Atomics.waitAsync(answered, 0, seen).value
  }

  function check(outcome: ThreadAnswer): void {
    if (outcome === 'done') return
    const { message, code } = outcome
    throw code === undefined ? new Error(message) : new StoreError(code, message)
  }

  return {
    get results() {
      return results
    },
    get isBusy() {
      return Atomics.load(answered, 0) < asked
    },
    start(blocks) {
      if (results !== undefined) throw new Error('blocks are under way')
      results = blocks
      thread.ref()
      ask({ packed: packer.pack(blocks) })
    },
    async makeIndex(sql) {
      if (results !== undefined) throw new Error('blocks are under way')
      thread.ref()
      ask({ index: sql })
      await hasAnswered()
      thread.unref()
      check(answer())
    },
    async finished() {
      if (results !== undefined) await hasAnswered()
    },
    settle() {
      if (results === undefined) return
      const outcome = answer()
      results = undefined
      thread.unref()
      check(outcome)
    },
    close() {
      ask('close')
      answer()
      port.close()
    },
  }
}
