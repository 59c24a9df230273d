import type { Logger } from '../../../engine/index.ts'

/** A logger that keeps its lines. */
export function collectLogs(): { logger: Logger; lines: string[] } {
  const lines: string[] = []
  const write = (level: string) => (message: string, fields?: Record<string, unknown>) => {
    lines.push(`${level}: ${message} ${JSON.stringify(fields ?? {})}`)
  }
  return { lines, logger: { debug: write('debug'), info: write('info'), warn: write('warn'), error: write('error') } }
}
