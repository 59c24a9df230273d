import assert from 'node:assert/strict'
import { test } from 'node:test'
import { run, writeSubgraph } from './subgraph.ts'

/** Output lines with the durations cut off. */
function withoutDurations(lines: readonly string[]): string[] {
  return lines.map((line) => line.replace(/ - [\d.]+ms$/, ''))
}

test('a good suite passes and prints its tree', async (t) => {
  const dir = await writeSubgraph(t, {
    good: `
      test('at the top', () => { assert.i32Equals(2, 1 + 1) })
      describe('outer', () => {
        test('one', () => {
          store.set('Author', 'a', author('a', 'Ada'))
          assert.fieldEquals('Author', 'a', 'name', 'Ada')
        })
        describe('inner', () => {
          test('two', () => { log.info('seen by {}', ['two']) })
        })
      })`,
  })
  const report = await run(dir)
  assert.equal(report.passed, 3)
  assert.equal(report.failed, 0)
  assert.deepEqual(withoutDurations(report.lines), [
    '\ngood',
    '-'.repeat(50),
    '  √ at the top',
    '  outer:',
    '    √ one',
    '    inner:',
    '      √ two',
    '        💬 seen by two',
    '',
    'All 3 tests passed! 😎',
  ])
})

test('each failed assertion is told in matchstick’s words', async (t) => {
  const dir = await writeSubgraph(t, {
    bad: `
      test('no entities', () => { assert.fieldEquals('Author', 'a', 'name', 'x') })
      test('no entity', () => {
        store.set('Author', 'a', author('a', 'Ada'))
        assert.fieldEquals('Author', 'b', 'name', 'x')
      })
      test('no field', () => { assert.fieldEquals('Author', 'a', 'age', '1') })
      test('another value', () => { assert.fieldEquals('Author', 'a', 'name', 'Bob') })
      test('own message', () => { assert.fieldEquals('Author', 'a', 'name', 'Bob', 'who is that?') })
      test('in store', () => { assert.notInStore('Author', 'a') })
      test('equals', () => { assert.bytesEquals(Bytes.fromHexString('0x01'), Bytes.fromHexString('0x02')) })
      test('count', () => { assert.entityCount('Author', 2) })
      test('sources', () => { assert.dataSourceCount('Shelf', 1) })
      test('source', () => { assert.dataSourceExists('Shelf', '0x01') })
      test('required', () => { store.set('Author', 'b', new Entity()) })
      test('remove', () => { store.remove('Author', 'z') })
      test('critical', () => { log.critical('stop {}', ['here']) })
      test('good', () => { assert.fieldEquals('Author', 'a', 'name', 'Ada') })`,
  })
  const { passed, failed, suites, lines } = await run(dir)
  assert.equal(passed, 1)
  assert.equal(failed, 13)
  const reasons = suites[0]?.tests
    .filter((test) => !test.passed)
    .map((test) => [test.name, test.logs[0]?.split('\n')[0]])
  assert.deepEqual(reasons, [
    ['no entities', "𝖷 (assert.fieldEquals) No entities with type 'Author' found."],
    ['no entity', "𝖷 (assert.fieldEquals) No entity with type 'Author' and id 'b' found."],
    ['no field', "𝖷 (assert.fieldEquals) No field named 'age' on entity with type 'Author' and id 'a' found."],
    ['another value', "𝖷 (assert.fieldEquals) Expected field 'name' to equal 'Bob', but was 'Ada' instead."],
    ['own message', '𝖷 (assert.fieldEquals) who is that?'],
    ['in store', "𝖷 (assert.notInStore) Value for entity type: 'Author' and id: 'a' was found in store."],
    ['equals', "𝖷 (assert.equals) Expected value was '0x01' but actual value was '0x02'"],
    ['count', "𝖷 (assert.equals) Expected value was '2' but actual value was '1'"],
    ['sources', "𝖷 (assert.dataSourceCount) Expected dataSource count for template `Shelf` to be '1' but was '0'"],
    ['source', "𝖷 (assert.dataSourceExists) No dataSource with address '0x01' found for template 'Shelf'"],
    ['required', "🛠  Missing value for non-nullable field 'name' for an entity of type 'Author'."],
    ['remove', "🛠  (store.remove) Entity with type 'Author' and id 'z' does not exist."],
    ['critical', '🆘 stop here'],
  ])
  assert.equal(lines.at(-1), '13 failed, 1 passed, 14 total')
  const told = lines.slice(lines.indexOf('Failed tests:'))
  assert.ok(told.includes("    𝖷 (assert.fieldEquals) Expected field 'name' to equal 'Bob', but was 'Ada' instead."))
})

test('a failure inside the module names the place', async (t) => {
  const dir = await writeSubgraph(t, {
    trap: `
      function divide(by: i32): i32 { return 1 / by }
      test('divides', () => { assert.i32Equals(0, divide(countEntities('Author'))) })
      test('throws', () => { throw new Error('on purpose') })`,
  })
  const { suites } = await run(dir)
  const [divides, throws] = suites[0]?.tests ?? []
  assert.match(divides?.logs[0] ?? '', /divide by zero\n {4}at .*divide/)
  assert.match(
    throws?.logs[0] ?? '',
    /Mapping aborted at tests\/trap\.test\.ts, line \d+, column \d+, with message: on purpose/,
  )
})

test('hooks run around each test, the outer ones outermost', async (t) => {
  const hooks = (name: string) => `
    beforeAll(() => { log.info('${name} beforeAll', []) })
    beforeEach(() => { log.info('${name} beforeEach', []) })
    afterEach(() => { log.info('${name} afterEach', []) })
    afterAll(() => { log.info('${name} afterAll', []) })`
  const dir = await writeSubgraph(t, {
    hooks: `${hooks('outer')}
      test('first', () => {})
      describe('group', () => {
        test('second', () => {})
        ${hooks('inner')}
      })`,
  })
  const { lines } = await run(dir)
  assert.deepEqual(
    withoutDurations(lines.slice(2, -2)).map((line) => line.trim().replace('💬 ', '')),
    [
      'outer beforeAll',
      'outer beforeEach',
      '√ first',
      'outer afterEach',
      'group:',
      'inner beforeAll',
      'outer beforeEach',
      'inner beforeEach',
      '√ second',
      'inner afterEach',
      'outer afterEach',
      'inner afterAll',
      'outer afterAll',
    ],
  )
})

test('shouldFail passes when the test fails and fails when it passes', async (t) => {
  const dir = await writeSubgraph(t, {
    inverted: `
      test('traps', () => { assert.i32Equals(1, 2) }, true)
      test('is critical', () => { log.critical('stop', []) }, true)
      test('does not fail', () => {}, true)`,
  })
  const { suites } = await run(dir)
  assert.deepEqual(
    suites[0]?.tests.map((test) => test.passed),
    [true, true, false],
  )
  assert.deepEqual(suites[0]?.tests[2]?.logs, ['𝖷 Expected test to fail but it passed successfully!'])
})

test('tests of one suite share their state, suites do not, and a describe leaves nothing but its tests', async (t) => {
  const dir = await writeSubgraph(t, {
    first: `
      let counter = 0
      describe('group', () => {
        counter = 100
        store.set('Author', 'described', author('described', 'x'))
        test('writes', () => {
          counter += 1
          store.set('Author', 'a', author('a', 'Ada'))
        })
        test('reads', () => {
          assert.i32Equals(1, counter)
          assert.i32Equals(1, countEntities('Author'))
          clearStore()
          assert.i32Equals(0, countEntities('Author'))
          store.set('Author', 'kept', author('kept', 'x'))
        })
      })`,
    second: `test('finds nothing', () => { assert.entityCount('Author', 0) })`,
  })
  const { passed, failed } = await run(dir)
  assert.deepEqual({ passed, failed }, { passed: 3, failed: 0 })
})

test('mocks of contracts, the data source, files and the block answer', async (t) => {
  const suite = `
    const TOKEN = Address.fromString('0x2000000000000000000000000000000000000002')
    class Token extends ethereum.SmartContract {
      constructor(address: Address) { super('Token', address) }
      balanceOf(owner: Address): ethereum.CallResult<BigInt> {
        const result = super.tryCall('balanceOf', 'balanceOf(address):(uint256)', [ethereum.Value.fromAddress(owner)])
        return result.reverted ? new ethereum.CallResult() : ethereum.CallResult.fromValue(result.value[0].toBigInt())
      }
    }
    function balanceOf(address: Address): ethereum.CallResult<BigInt> { return new Token(TOKEN).balanceOf(address) }
    test('a mocked function returns', () => {
      createMockedFunction(TOKEN, 'balanceOf', 'balanceOf(address):(uint256)')
        .withArgs([ethereum.Value.fromAddress(TOKEN)]).returns([ethereum.Value.fromUnsignedBigInt(BigInt.fromI32(7))])
      assert.bigIntEquals(BigInt.fromI32(7), balanceOf(TOKEN).value)
    })
    test('a mocked function reverts', () => {
      createMockedFunction(TOKEN, 'balanceOf', 'balanceOf(address):(uint256)')
        .withArgs([ethereum.Value.fromAddress(Address.zero())]).reverts()
      assert.assertTrue(balanceOf(Address.zero()).reverted)
    })
    test('other arguments were never mocked', () => {
      balanceOf(Address.fromString('0x3000000000000000000000000000000000000003'))
    })
    test('the data source is mocked', () => {
      assert.stringEquals('mainnet', dataSource.network())
      const context = new DataSourceContext()
      context.setI32('depth', 3)
      dataSourceMock.setReturnValues(TOKEN.toHexString(), 'testnet', context)
      assert.addressEquals(TOKEN, dataSource.address())
      assert.stringEquals('testnet', dataSource.network())
      assert.i32Equals(3, dataSource.context().getI32('depth'))
    })
    test('templates make data sources', () => {
      dataSource.create('Shelf', ['0x01'])
      assert.dataSourceExists('Shelf', '0x01')
      assert.dataSourceCount('Shelf', 1)
    })
    test('files are read beside the manifest', () => {
      assert.stringEquals('hello', readFile('data/hello.txt').toString())
    })
    test('nothing is in the block but what the test puts there', () => {
      store.set('Author', 'a', author('a', 'Ada'))
      assert.assertTrue(store.get_in_block('Author', 'a') === null)
      mockInBlockStore('Author', 'a', author('a', 'Bob'))
      assert.stringEquals('Bob', store.get_in_block('Author', 'a')!.getString('name'))
      assert.fieldEquals('Author', 'a', 'name', 'Ada')
    })
    test('related entities come in the order of their ids', () => {
      const ids = ['b2', 'b1', 'b3']
      for (let i = 0; i < ids.length; i++) {
        const book = new Entity()
        book.setString('id', ids[i])
        book.setString('author', ids[i] == 'b3' ? 'other' : 'a')
        store.set('Book', ids[i], book)
      }
      const books = store.loadRelated('Author', 'a', 'books')
      assert.i32Equals(2, books.length)
      assert.stringEquals('b1', books[0].getString('id'))
    })`
  const dir = await writeSubgraph(t, { mocks: suite }, { 'data/hello.txt': 'hello' })
  const { suites } = await run(dir)
  const failures = suites.flatMap(({ tests }) => tests.filter((test) => !test.passed))
  assert.deepEqual(
    failures.map((test) => test.name),
    ['other arguments were never mocked'],
  )
  assert.match(
    failures[0]?.logs[0] ?? '',
    /Could not find a mocked function with the following parameters, address: 0x2000000000000000000000000000000000000002, name: balanceOf, signature balanceOf\(address\):\(uint256\), params: \[0x3000000000000000000000000000000000000003\]\./,
  )
})

test('IPFS files are mocked, whole and item by item', async (t) => {
  const suite = `
    import { JSONValue, ipfs } from '@graphprotocol/graph-ts'
    import { mockIpfsFile } from 'matchstick-as'
    export function handleItem(item: JSONValue, userData: Value): void {
      const name = item.toObject().get('name')!.toString()
      store.set('Author', userData.toString() + name, author(userData.toString() + name, name))
    }
    test('cat', () => {
      mockIpfsFile('QmList', 'data/list.json')
      assert.assertTrue(ipfs.cat('QmList')!.toString().startsWith('[{'))
    })
    test('map', () => {
      ipfs.map('QmList', 'handleItem', Value.fromString('author-'), ['json'])
      assert.entityCount('Author', 2)
      assert.fieldEquals('Author', 'author-Bob', 'name', 'Bob')
    })
    test('missing', () => { ipfs.cat('QmNone') })`
  const dir = await writeSubgraph(t, { ipfs: suite }, { 'data/list.json': '[{"name":"Ada"},{"name":"Bob"}]' })
  const { suites } = await run(dir)
  const failures = suites.flatMap(({ tests }) => tests.filter((test) => !test.passed))
  assert.deepEqual(
    failures.map((test) => test.name),
    ['missing'],
  )
  assert.match(failures[0]?.logs[0] ?? '', /IPFS file `QmNone` not found/)
})

test('entities, the store and data sources can be logged', async (t) => {
  const dir = await writeSubgraph(t, {
    logs: `
      import { logDataSources, logEntity } from 'matchstick-as'
      test('logs', () => {
        store.set('Author', 'a', author('a', 'Ada'))
        const book = new Entity()
        book.setString('id', 'b')
        book.setString('author', 'a')
        store.set('Book', 'b', book)
        logEntity('Author', 'a', true)
        logStore()
        dataSource.create('Shelf', ['0x01'])
        logDataSources('Shelf')
        log.success('done', [])
      })`,
  })
  const { suites } = await run(dir)
  const logs = suites[0]?.tests[0]?.logs ?? []
  const shown = logs.slice(0, 3).map((line): unknown => JSON.parse(line.replace('🛠  ', '')))
  assert.deepEqual(shown, [
    { id: 'a', name: 'Ada', books: [{ id: 'b', author: 'a' }] },
    { Author: { a: { id: 'a', name: 'Ada' } }, Book: { b: { id: 'b', author: 'a' } } },
    { '0x01': { kind: 'ethereum/contract', name: 'Shelf', address: '0x01' } },
  ])
  assert.equal(logs[3], '√ done')
})
