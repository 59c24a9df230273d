import type { RpcRequest } from '../chain/faulty/proxy.ts'
import { createRandom, type Random } from '../equivalence/random.ts'
import { ancestor, makeBlock, type SimBlock } from './branches.ts'
import { any, type SimFault } from './faults.ts'
import { answer, type View } from './node.ts'

/** What happens to the engine, besides what its nodes do. */
export type Interruption = 'stop' | 'kill' | 'index anew'

export type WorldOptions = {
  readonly seed: number
  /** Of which each seed draws some. */
  readonly faults: readonly SimFault[]
  /** The most blocks that are taken back at once. */
  readonly maxDepth: number
}

/** A chain and its nodes, moved on by the requests that are made: the same requests see the same world. */
export type World = {
  readonly urls: readonly string[]
  readonly fetch: typeof fetch
  /** Called, within a request, when something happens to the engine. */
  onInterruption: (what: Interruption) => void
  /** Whether the engine is being started. */
  starting: boolean
  /** Whether faults have ended and the chain stands still. */
  readonly healed: boolean
  readonly tip: SimBlock
  /** How often each fault happened. */
  readonly counts: ReadonlyMap<string, number>
}

/** Nobody would wait so long; and the chain that a new store is for is the one that the node names. */
const NOT_AT_START = ['R8', 'R31']

export function createWorld({ seed, faults, maxDepth }: WorldOptions): World {
  const random = createRandom(seed)
  const density = random.pick([0, 0.1, 0.5, 0.5, 1])
  const blocks = new Map<string, SimBlock>()
  const counts = new Map<string, number>()
  const count = (name: string) => counts.set(name, (counts.get(name) ?? 0) + 1)
  const tips: SimBlock[] = []
  let extra = 0

  function grow(from: SimBlock | undefined, length: number): SimBlock {
    let tip = from
    for (let left = length; left > 0 || tip === undefined; left--) {
      // R36: some clocks stand still or go back.
      const time =
        tip === undefined ? 1_700_000_000 : Number(tip.header.timestamp) + random.pick([12, 12, 12, 1, 0, -3])
      tip = makeBlock(tip, { random, density, time, extra: extra++ })
      blocks.set(tip.hash, tip)
    }
    return tip
  }

  let tip = grow(undefined, random.pick([3, 20, 60, 130, 130]))
  let highest = tip.number

  function moveTo(next: SimBlock): void {
    tips.push(tip)
    tip = next
    highest = Math.max(highest, tip.number)
  }

  const moves: readonly (() => void)[] = [
    () => moveTo(grow(tip, random.int(1, 4))),
    () => moveTo(grow(tip, random.int(1, 4))),
    () => {
      count('R26')
      const depth = random.pick([1, 1, 2, 7, 40].filter((blocks) => blocks <= maxDepth))
      moveTo(grow(ancestor(tip, depth), depth + random.pick([-1, 0, 0, 1, 3])))
    },
    () => {
      count('R26')
      const old = tips.length === 0 ? tip : random.pick(tips.slice(-3))
      moveTo(grow(old, random.int(0, 2)))
    },
  ]
  const interruptions: readonly Interruption[] = ['stop', 'kill', 'kill', 'index anew']
  const events = new Map<number, () => void>()
  const last = random.int(40, 160)
  for (let left = random.int(3, 12); left > 0; left--) events.set(random.int(5, last), random.pick(moves))
  for (let left = random.int(0, 4); left > 0; left--) {
    events.set(random.int(5, last), () => world.onInterruption(random.pick(interruptions)))
  }

  const drawn = random.some(faults, 3, 16)
  const rate = random.pick([0.02, 0.1, 0.3])
  const staleness = random.pick([0, 0, 0.05, 0.3])
  let requests = 0

  /** A balancer may ask a node that is behind, or that still follows a branch that was left. */
  function view(draws: Random): View {
    if (world.healed || !draws.chance(staleness)) return { tip, blocks }
    count('R14')
    const stale = draws.chance(0.5) || tips.length === 0 ? ancestor(tip, draws.int(1, 4)) : draws.pick(tips.slice(-3))
    const seen = new Map([...blocks].filter(([, block]) => block.number <= stale.number))
    return { tip: stale, blocks: seen }
  }

  /** Most requests are for the head: those for logs, receipts and calls are hit more often than their share. */
  function findFault(all: readonly RpcRequest[], draws: Random): SimFault | undefined {
    const fitting = drawn.filter(({ name, fits }) => all.some(fits) && !(world.starting && NOT_AT_START.includes(name)))
    const special = fitting.filter(({ fits }) => fits !== any)
    if (special.length > 0 && draws.chance(Math.min(0.5, rate * 4))) return draws.pick(special)
    return fitting.length > 0 && draws.chance(rate) ? draws.pick(fitting) : undefined
  }

  function answerAll(all: readonly RpcRequest[], draws: Random, fault: SimFault | undefined): unknown[] {
    // Of a batch, one request is hit.
    const hit = fault !== undefined && 'answer' in fault ? draws.pick(all.filter(fault.fits)) : undefined
    const seen = view(draws)
    return all.flatMap((request) => {
      const planned =
        request === hit && fault !== undefined && 'answer' in fault ? fault.answer(draws, request) : undefined
      const plain = () => ({
        jsonrpc: '2.0',
        id: request.id,
        ...answer(draws.chance(0.9) ? seen : view(draws), request),
      })
      if (planned === undefined) return [plain()]
      if (!('alter' in planned)) return [{ jsonrpc: '2.0', id: request.id, ...planned }]
      return planned.alter(structuredClone(plain()), request) ?? []
    })
  }

  const world: World & { healed: boolean } = {
    urls: Array.from({ length: random.int(1, 3) }, (_, index) => `http://node${index}.example/`),
    onInterruption: () => {},
    starting: false,
    healed: false,
    get tip() {
      return tip
    },
    counts,
    async fetch(_input, init) {
      const nth = requests++
      events.get(nth)?.()
      if (nth >= last && !world.healed) {
        // A chain that stays shorter than it was is waited for.
        moveTo(grow(tip, Math.max(1, highest - tip.number)))
        world.healed = true
      }
      init?.signal?.throwIfAborted()
      const body = JSON.parse(String(init?.body)) as RpcRequest | RpcRequest[]
      const all = Array.isArray(body) ? body : [body]
      // What happens to a request does not depend on when it is made.
      const draws = createRandom(seed * 1_000_003 + nth)
      const fault = world.healed ? undefined : findFault(all, draws)
      if (fault !== undefined) count(fault.name)
      const answers = () => {
        const results = answerAll(all, draws, fault)
        return JSON.stringify(Array.isArray(body) ? results : results[0])
      }
      if (fault !== undefined && 'send' in fault) return fault.send(answers, init?.signal, draws)
      return new Response(answers())
    },
  }
  return world
}
