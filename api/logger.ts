/** Where log lines go. */
export type Logger = {
  debug(message: string, fields?: Record<string, unknown>): void
  info(message: string, fields?: Record<string, unknown>): void
  warn(message: string, fields?: Record<string, unknown>): void
  error(message: string, fields?: Record<string, unknown>): void
}

/** Logs one JSON object a line: `{ level, time, message, ...fields }`. `debug` lines are left out. */
export function createJsonLogger(write: (line: string) => void, now: () => Date): Logger {
  const log = (level: string) => (message: string, fields?: Record<string, unknown>) =>
    write(`${JSON.stringify({ level, time: now().toISOString(), message, ...fields })}\n`)
  return { debug: () => {}, info: log('info'), warn: log('warn'), error: log('error') }
}
