import type { Logger } from '../../api/index.ts'

/** Warnings and errors of the parts as lines for people; the rest would drown the progress. */
export function createLineLogger(say: (line: string) => void): Logger {
  const log = (level: string) => (message: string, fields?: Record<string, unknown>) =>
    say(`${level}: ${message}${fields ? ` ${JSON.stringify(fields)}` : ''}`)
  return { debug: () => {}, info: () => {}, warn: log('warning'), error: log('error') }
}
