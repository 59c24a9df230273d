import type { Ask } from './asks.ts'
import { createRunner, eventFor, type Mode, type Probe, servicesFor } from './instances.ts'

/** Ends a handler at a call whose answer is not there yet. */
class Unanswered extends Error {
  readonly data: string

  constructor(data: string) {
    super(data)
    this.data = data
  }
}

/**
 * Runs a handler again from its start for each answer that was missing. What is not measured: the host would also have to
 * take back what the handler did to entities, logs and data sources.
 */
export function createReplay(probe: Probe, ask: Ask): Mode {
  const { services, answers } = servicesFor(probe, (data) => {
    throw new Unanswered(data)
  })
  const run = createRunner(probe, services)
  return {
    async run(calls, handlers, questions) {
      for (let i = 0; i < handlers; i++) {
        const event = eventFor(probe, calls, questions)
        for (let ended = false; !ended; ) {
          try {
            run(event)
            ended = true
          } catch (error) {
            if (!(error instanceof Unanswered)) throw error
            answers.set(error.data, await ask(error.data, probe.block.hash))
          }
        }
      }
    },
  }
}
