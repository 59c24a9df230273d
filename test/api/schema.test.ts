import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { buildSchema, type GraphQLObjectType, getNamedType, isObjectType, isRequiredArgument } from 'graphql'
import { resolvers } from '../../api/resolvers/index.ts'
import { addressOf } from './support/entities.ts'
import { openWorld, seedBatch, seedProject, type World } from './support/world.ts'

const schema = buildSchema(readFileSync(new URL('../../api/schema.graphql', import.meta.url), 'utf8'))

/** How far a selection goes: further, it would be more than one query may select. */
const DEPTH = 4

/** Every field of a type, and of the types it leads to, none of which is entered twice on the way; empty where that leaves none. */
function selectAll(type: GraphQLObjectType, within: readonly string[] = []): string {
  const fields = Object.values(type.getFields()).flatMap((field) => {
    const target = getNamedType(field.type)
    if (field.args.some(isRequiredArgument)) return []
    if (!isObjectType(target)) return [field.name]
    if (within.includes(target.name) || within.length > DEPTH) return []
    const selection = selectAll(target, [...within, target.name])
    return selection ? [`${field.name} ${selection}`] : []
  })
  return fields.length > 0 ? `{ ${fields.join(' ')} }` : ''
}

async function seed(world: World) {
  const project = await seedProject(world)
  const answers = { ann: [0, 1], ben: [0, 'abstain'], cat: [0, 2] } as const
  const batch = await seedBatch(world, { number: 1, project, block: 2, state: 'Settled', items: 2, answers })
  return { project, batch }
}

test('every field of every type that a query can reach is answered', async (t) => {
  const world = await openWorld(t)
  const { project, batch } = await seed(world)
  const roots: Record<string, string> = {
    datasets: '',
    dataset: `(id: "${project}")`,
    labels: '(filter: { status: [Verified, NoConsensus] })',
    label: `(id: "${batch}0000")`,
    annotator: `(address: "${addressOf('ann')}")`,
    annotators: '',
    events: '',
    status: '',
  }
  const fields = schema.getQueryType()?.getFields() ?? {}
  assert.deepEqual(Object.keys(roots).sort(), Object.keys(fields).sort())
  for (const [name, field] of Object.entries(fields)) {
    const type = getNamedType(field.type)
    assert.ok(isObjectType(type))
    // A field at a time: all of them together are more than one query may select.
    for (const inner of Object.values(type.getFields())) {
      const target = getNamedType(inner.type)
      const selection = isObjectType(target) ? selectAll(target, [type.name, target.name]) : ''
      const { data, errors } = await world.post(`{ ${name}${roots[name]} { ${inner.name} ${selection} } }`)
      assert.equal(errors, undefined, `${name}.${inner.name}: ${JSON.stringify(errors)}`)
      assert.ok(data?.[name] !== null, name)
    }
  }
})

test('a resolver is for a type and a field of the schema', () => {
  for (const [typeName, fields] of Object.entries(resolvers)) {
    const type = schema.getType(typeName)
    assert.ok(isObjectType(type), typeName)
    for (const name of Object.keys(fields)) assert.ok(type.getFields()[name], `${typeName}.${name}`)
  }
})
