import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import fc from 'fast-check'
import { parseDecimal } from '../../../engine/decimal.ts'
import { filterInputs } from '../../../engine/query/filter-inputs.ts'
import { isTimestamp } from '../../../engine/timestamp.ts'
import type { Entity, FieldDef } from '../../../engine/types.ts'
import { artist, block, MUSIC, put } from '../store/support.ts'
import { serveMusic } from './fixture.ts'
import { type NaiveFilter, passes } from './naive-filter.ts'

const SEED = 1_337
const ARTISTS = 40

/** Few values of each kind, so that random filters hit; no wildcards of LIKE, which the golden tests cover. */
const texts = fc.constantFrom('', 'a', 'A', 'b', 'ab', 'AB', 'aB', 'ba', 'é', 'É', 'zé', '🎸', '*', '[a]', '?')
const hex = fc.constantFrom('0x', '0x0a', '0xa0', '0x0aa0', '0xaa', '0xffee', '0xff')
const big = fc.constantFrom('0', '-1', '1', '9', '10', '-10', '99999999999999999999', '-99999999999999999999')
const small = fc.constantFrom('0', '-1', '1', '9223372036854775807', '-9223372036854775808')
/** Microseconds that graph-node takes, the first and the last among them. */
const timestamp = fc.constantFrom('0', '1', '-1000000', '-8334601228800000000', '8210266876799999999')
const decimal = fc.constantFrom('0', '-1', '1', '0.5', '-0.5', '1.25', '1e30', '-1e-30', '12', '1.2')

/** A client's value for a field. */
function clientValue(field: Pick<FieldDef, 'scalar' | 'kind' | 'name'>): fc.Arbitrary<unknown> {
  if (field.kind === 'enum') return fc.constantFrom('red', 'green', 'blue')
  if (field.name === 'id' || field.name === 'friends') return fc.integer({ min: 0, max: ARTISTS }).map(idOf)
  switch (field.scalar) {
    case 'Boolean':
      return fc.boolean()
    case 'Int':
      return fc.integer({ min: -2, max: 2 })
    case 'BigInt':
      return big
    case 'Int8':
      return small
    case 'Timestamp':
      return timestamp
    case 'BigDecimal':
      return decimal
    case 'Bytes':
      return hex
    default:
      return texts
  }
}

function idOf(i: number): string {
  return `0x${i.toString(16).padStart(4, '0')}`
}

const ARTIST = MUSIC.entities.get('Artist')
const INPUTS = ARTIST === undefined ? [] : filterInputs(MUSIC, ARTIST).filter((input) => input.operator !== 'child')
/** References hold ids of another type's choice here: only their text counts. */
const fields = ARTIST?.fields.filter((field) => field.derivedFrom === undefined && field.name !== 'id') ?? []

const entity = fc
  .tuple(
    ...fields.map((field) => {
      const one = clientValue(field)
      const value = field.list ? fc.array(one, { maxLength: 3 }) : one
      return field.nonNull ? value : fc.option(value)
    }),
  )
  .map((values) => Object.fromEntries(fields.map((field, i) => [field.name, stored(field, values[i])])))

function stored(field: FieldDef, value: unknown): never {
  const one = (item: unknown) => {
    if (field.scalar === 'BigDecimal') return parseDecimal(String(item))
    return ['BigInt', 'Int8', 'Timestamp'].includes(field.scalar) ? BigInt(String(item)) : item
  }
  return (value === null ? null : Array.isArray(value) ? value.map(one) : one(value)) as never
}

/** A whole `where` for one input, with the same as the naive filter takes it. */
const filter = fc.constantFrom(...INPUTS).chain((input) => {
  const one = clientValue(input.field)
  const isMany = input.type.startsWith('[')
  const value = isMany ? fc.array(one, { maxLength: 3 }) : one
  const mayBeNull = input.operator === 'equal' || input.operator === 'not'
  const naive = (drawn: unknown): { name: string; naive: NaiveFilter } => ({
    name: input.name,
    naive: { field: input.field, operator: input.operator === 'equal' ? '' : input.operator, value: drawn },
  })
  return (mayBeNull ? fc.option(value, { freq: 8 }) : value).map(naive)
})

describe('filters on random data', () => {
  let music: ReturnType<typeof serveMusic>
  let artists: Entity[] = []

  before(() => {
    const drafts = fc.sample(entity, { seed: SEED, numRuns: ARTISTS })
    artists = drafts.map((draft, i) => artist(idOf(i), draft))
    music = serveMusic([
      block(
        10,
        artists.map((one) => put('Artist', one)),
      ),
    ])
  })
  after(() => music.end())

  const ask = async (where: unknown) => {
    const query = 'query($where: Artist_filter) { artists(first: 1000, where: $where) { id } }'
    const { data, errors } = await music.service.execute({ query, variables: { where } })
    assert.equal(errors, undefined)
    return ((data?.artists ?? []) as { id: string }[]).map(({ id }) => id)
  }
  const expected = (keep: (one: Entity) => boolean) => artists.filter(keep).map(({ id }) => id)

  it('draw timestamps at the ends of what is taken', () => {
    const ends = [-8_334_601_228_800_000_000n, 8_210_266_876_799_999_999n]
    assert.deepEqual(ends.map(isTimestamp), [true, true])
    assert.deepEqual([...ends.map((end, i) => end + (i === 0 ? -1n : 1n)), -1n].map(isTimestamp), [false, false, false])
  })

  it('find what a naive implementation finds', async () => {
    const used = new Set<string>()
    await fc.assert(
      fc.asyncProperty(filter, async ({ name, naive }) => {
        used.add(name)
        assert.deepEqual(
          await ask({ [name]: naive.value }),
          expected((one) => passes(one, naive)),
        )
      }),
      { seed: SEED, numRuns: 3_000 },
    )
    assert.deepEqual([...used].sort(), INPUTS.map((input) => input.name).sort())
  })

  it('find what a naive implementation finds, combined by and / or', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(filter, { minLength: 1, maxLength: 3 }), fc.boolean(), async (filters, isOr) => {
        const items = filters.map(({ name, naive }) => ({ [name]: naive.value }))
        const found = await ask({ [isOr ? 'or' : 'and']: items })
        const test = (one: Entity) =>
          isOr ? filters.some(({ naive }) => passes(one, naive)) : filters.every(({ naive }) => passes(one, naive))
        assert.deepEqual(found, expected(test))
      }),
      { seed: SEED, numRuns: 500 },
    )
  })
})
