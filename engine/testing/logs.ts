/** matchstick's levels of `log.log`, by number. */
export const TEST_LOG_LEVELS = ['critical', 'error', 'warning', 'info', 'debug', 'success'] as const

export type TestLogLevel = (typeof TEST_LOG_LEVELS)[number]

const MARKS: Readonly<Record<TestLogLevel, string>> = {
  critical: '🆘 ',
  error: '𝖷 ',
  warning: '⚠️  ',
  info: '💬 ',
  debug: '🛠  ',
  success: '√ ',
}

/** A log line as matchstick prints it. */
export function formatLog(level: TestLogLevel, message: string): string {
  return `${MARKS[level]}${message}`
}
