import { readFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { readTold } from './judge.ts'
import { trace, WRITER } from './strace.ts'
import { STEPS } from './workload.ts'

/** What a run of the writer did to the files of its folder, by their names, and what it told. */
export type Operation =
  | { readonly kind: 'create'; readonly file: string }
  | { readonly kind: 'unlink'; readonly file: string }
  | { readonly kind: 'sync'; readonly file: string }
  | { readonly kind: 'rename'; readonly file: string; readonly to: string }
  | { readonly kind: 'write'; readonly file: string; readonly offset: number; readonly data: Buffer }
  | { readonly kind: 'truncate'; readonly file: string; readonly size: number }
  | { readonly kind: 'sync folder' }
  | { readonly kind: 'told'; readonly stored: number; readonly durable: number }

const CALLS = 'pwrite64,ftruncate,fsync,fdatasync,unlink,unlinkat,rename,openat,write'

/** Runs the whole workload on a new store at `path`, and reads what it did from strace's log. */
export async function record(path: string): Promise<Operation[]> {
  const log = `${path}.strace`
  // Strings and paths in hexadecimal, whole pages.
  const args = ['-o', log, '-y', '-xx', '-s', '65536', '-e', `trace=${CALLS}`]
  const { code, stderr } = await trace(args, [WRITER, path, '0', String(STEPS.length)])
  if (code !== 0) throw new Error(`the run to be recorded failed: ${stderr}`)
  return [...parseLog(readFileSync(log, 'latin1'), dirname(path))]
}

/** Exported for its test: a call that another thread's call interrupts in the log is in two lines. */
export function* parseLog(log: string, folder: string): Iterable<Operation> {
  const begun = new Map<string, string>()
  let told = ''
  for (const line of log.split('\n')) {
    const [, thread = '', text = ''] = /^(\d+) +(.*)$/.exec(line) ?? []
    if (text.endsWith('<unfinished ...>')) {
      begun.set(thread, text.slice(0, -'<unfinished ...>'.length).trimEnd())
      continue
    }
    const call = text.replace(/^<\.\.\. \w+ resumed>/, () => begun.get(thread) ?? '')
    const [, name = '', args = '', result = '-1'] = /^(\w+)\((.*)\) += (-?\d+)/.exec(call) ?? []
    if (Number(result) < 0) continue
    const strings = [...args.matchAll(/"((?:\\x[0-9a-f]{2})*)"/g)].map(([, hex = '']) => fromHex(hex))
    const [path = ''] = strings.map(String)
    const opened = String(fromHex(/^\d+<((?:\\x[0-9a-f]{2})*)>/.exec(args)?.[1] ?? ''))
    const numbers = [...args.matchAll(/, (\d+)(?=,|$)/g)].map(([, number]) => Number(number))
    if (name === 'write' && args.startsWith('1<')) {
      told += path
      yield { kind: 'told', ...readTold(told) }
    }
    if (name.endsWith('sync') && opened === folder) yield { kind: 'sync folder' }
    const isOurs = (file: string) => dirname(file) === folder && !file.endsWith('.strace')
    const file = basename(opened === '' || name === 'openat' ? path : opened)
    if (!isOurs(join(opened === '' || name === 'openat' ? dirname(path) : dirname(opened), file))) continue
    if (name === 'openat' && args.includes('O_CREAT')) yield { kind: 'create', file }
    else if (name.startsWith('unlink')) yield { kind: 'unlink', file }
    else if (name === 'rename') yield { kind: 'rename', file, to: basename(String(strings[1])) }
    else if (name.endsWith('sync')) yield { kind: 'sync', file }
    else if (name === 'ftruncate') yield { kind: 'truncate', file, size: numbers[0] ?? 0 }
    else if (name === 'pwrite64')
      yield {
        kind: 'write',
        file,
        offset: numbers[1] ?? 0,
        data: strings[0]?.subarray(0, Number(result)) ?? Buffer.of(),
      }
  }
}

function fromHex(escaped: string): Buffer {
  return Buffer.from(escaped.replaceAll('\\x', ''), 'hex')
}
