import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'

const ROOT = resolve(import.meta.dirname, '../../..')
const TSC = join(ROOT, 'node_modules/.bin/tsc')

/** Where the public entry's names and signatures are pinned. */
export const PINNED = join(import.meta.dirname, 'public.txt')

/** The declarations of all that engine/index.ts exports, by the compiler, without comments, ordered by name. */
export function describePublicApi(): string {
  const folder = mkdtempSync(join(tmpdir(), 'labelproof-api-'))
  try {
    const options = { noEmit: false, declaration: true, emitDeclarationOnly: true, removeComments: true }
    const place = { rootDir: ROOT, outDir: folder, typeRoots: [join(ROOT, 'node_modules/@types')] }
    const files = ['engine/index.ts', 'engine/runtime/webassembly.d.ts'].map((file) => join(ROOT, file))
    const compilerOptions = { ...options, ...place }
    const config = { extends: join(ROOT, 'tsconfig.json'), compilerOptions, files, include: [], exclude: [] }
    writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(config))
    execFileSync(TSC, ['-p', folder], { stdio: 'pipe' })
    const declarations = exportsOf(join(folder, 'engine/index.d.ts'))
    return [...declarations]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([, text]) => `${text}\n`)
      .join('\n')
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** The text of each declaration that a file exports, by name, its own or those of other files. */
function exportsOf(file: string): Map<string, string> {
  const source = readFileSync(file, 'utf8')
  const found = new Map<string, string>()
  // A declaration ends where the next statement begins in the first column.
  for (const text of source.split(/\n(?=[a-z])/)) {
    const declared = /^export (?:declare )?(?:abstract )?(?:type|class|function|const) (\w+)/.exec(text)?.[1]
    if (declared !== undefined) found.set(declared, text.trim())
    const [, names, from] = /^export (?:type )?\{([^}]*)\} from '([^']*)'/s.exec(text) ?? []
    if (names === undefined || from === undefined) continue
    const others = exportsOf(join(dirname(file), from.replace(/\.ts$/, '.d.ts')))
    for (const name of names
      .split(',')
      .map((entry) => entry.replace(/\btype\b/, '').trim())
      .filter(Boolean)) {
      const other = others.get(name)
      if (other === undefined) throw new Error(`${file} exports ${name}, which ${from} does not declare`)
      found.set(name, other)
    }
  }
  return found
}

if (import.meta.main) writeFileSync(PINNED, describePublicApi())
