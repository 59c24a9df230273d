import type { Logger } from '../../../api/logger.ts'

/** Drops everything. */
export const silentLogger: Logger = { debug() {}, info() {}, warn() {}, error() {} }

export type LogLine = {
  readonly level: string
  readonly message: string
  readonly fields?: Record<string, unknown> | undefined
}

/** Keeps everything. */
export function createRecordingLogger(): { readonly logger: Logger; readonly lines: LogLine[] } {
  const lines: LogLine[] = []
  const log = (level: string) => (message: string, fields?: Record<string, unknown>) => {
    lines.push({ level, message, fields })
  }
  return { logger: { debug: log('debug'), info: log('info'), warn: log('warn'), error: log('error') }, lines }
}
