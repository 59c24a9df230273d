import assert from 'node:assert/strict'
import { test } from 'node:test'
import { run, writeSubgraph } from './subgraph.ts'

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
