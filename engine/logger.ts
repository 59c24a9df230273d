import type { Logger } from './types.ts'

export const SILENT: Logger = { debug() {}, info() {}, warn() {}, error() {} }
