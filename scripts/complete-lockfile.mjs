// Adds to package-lock.json the platform packages (optional dependencies such as `*-darwin-arm64`) that the registry at hand did not
// serve when the lockfile was made; without an entry for each, `npm ci` refuses the lockfile. An added entry has no integrity, and
// is only ever installed on the platform that its name states. Run it after a change of dependencies.
import { readFileSync, writeFileSync } from 'node:fs'

const systems = [
  'darwin',
  'win32',
  'android',
  'freebsd',
  'openbsd',
  'netbsd',
  'openharmony',
  'sunos',
  'aix',
  'linux',
  'wasm32',
  'wasi',
]
const processors = {
  amd64: 'x64',
  x64: 'x64',
  arm64: 'arm64',
  ia32: 'ia32',
  arm: 'arm',
  armv7: 'arm',
  loong64: 'loong64',
  mips64el: 'mips64el',
  ppc64: 'ppc64',
  ppc64le: 'ppc64',
  riscv64: 'riscv64',
  s390x: 's390x',
  universal: undefined,
  wasm32: 'wasm32',
}

/** The `os`, `cpu` and `libc` fields that a platform package's name states. */
function platformOf(name) {
  const words = name.split('/').at(-1).split(/[-.]/)
  const os = words.find((word) => systems.includes(word))
  const cpu = words.map((word) => processors[word.replace(/^(arm)v\d.*$/, '$1')]).find(Boolean)
  if (os === undefined && cpu === undefined)
    throw new Error(`${name}: its name states no platform; add its entry by hand`)
  return {
    ...(os && os !== 'wasm32' && os !== 'wasi' ? { os: [os] } : {}),
    ...(cpu ? { cpu: [cpu] } : {}),
    ...(words.some((word) => word.startsWith('musl')) ? { libc: ['musl'] } : {}),
  }
}

const lock = JSON.parse(readFileSync('package-lock.json', 'utf8'))
let added = 0
for (const [path, pack] of Object.entries(lock.packages)) {
  for (const [name, version] of Object.entries(pack.optionalDependencies ?? {})) {
    const visible = [`${path}/node_modules/${name}`, `node_modules/${name}`].filter((place) => lock.packages[place])
    if (visible.length > 0 || !/^\d/.test(version)) continue
    lock.packages[`node_modules/${name}`] = { version, license: pack.license, optional: true, ...platformOf(name) }
    added += 1
  }
}
const packages = Object.fromEntries(Object.entries(lock.packages).sort(([a], [b]) => (a < b ? -1 : 1)))
writeFileSync('package-lock.json', `${JSON.stringify({ ...lock, packages }, null, 2)}\n`)
console.log(`package-lock.json: ${added} platform packages added`)
