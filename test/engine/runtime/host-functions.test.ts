import assert from 'node:assert/strict'
import { before, describe, it } from 'node:test'
import { encodeAbiParameters, parseAbiParameters } from 'viem'
import { buildFixture } from '../support/build-fixture.ts'
import { ledgerChain, queryData, startLedger } from '../support/engine.ts'
import { address, LEDGER, moveTransaction } from '../support/ledger.ts'

let buildDir: string
before(async () => {
  buildDir = await buildFixture('host')
})

const run = (note: string) => moveTransaction({ from: address(1), to: address(2), amount: 1n, note })

describe('host functions', () => {
  it('answer as graph-node documents', async (t) => {
    const chain = await ledgerChain(t)
    const height = await chain.mineTransactions([run('facts')])
    const engine = await startLedger(t, chain, { buildDir })
    await engine.waitForBlock(height)
    const { facts } = await queryData<{ facts: { id: string; text: string }[] }>(
      engine,
      '{ facts(first: 1000) { id text } }',
    )
    const said = Object.fromEntries(facts.map(({ id, text }) => [id, text]))
    assert.deepEqual(said.bigInt?.split(' '), [
      '-123456789012345678901234567883',
      '-123456789012345678901234567897',
      '-864197523086419752308641975230',
      '-17636684144620811271604938270',
      '0',
      '22539340290692258087863249',
      '8264141345021879123968',
      '-15432098626543209862654320987',
      '-123456789012345678901234567889',
      '6',
      '0x18ee90ff6c373e0ee4e3f0ad2',
      '0x0',
      '1.75',
      '18446744073709551615',
      '-9223372036854775808',
    ])
    assert.deepEqual(said.bigDecimal?.split(' '), [
      `0.${'3'.repeat(34)}`,
      `0.${'9'.repeat(34)}`,
      '1199.999',
      '0',
      'true',
      'true',
      '12.7',
    ])
    assert.deepEqual(said.texts?.split('|'), [
      'grüße ✓',
      'hi',
      '\ufffdhi',
      '2NEpo7TZRRrLZSi2U',
      '0xabcdefabcdefabcdefabcdefabcdefabcdefabcd',
      '0xc5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470',
    ])
    assert.equal(said.json, '{a:{x:null,y:true},b:[1,2.50,1e+400,0,1e+5,1e-7,-0.0,18446744073709551616],s:"ü"}')
    assert.equal(said.badJson, 'true')
    // A108, A111, A112: as graph-node reads them (graph-node.test.ts compares).
    const hostile = Array.from({ length: 13 }, (_, index) => said[`hostileJson${index}`])
    assert.deepEqual(hostile, [
      '{__proto__:{x:1},a:2,constructor:3}',
      '"\u202e😀"',
      ...Array.from({ length: 11 }, () => 'refused'),
    ])
    assert.equal(said.jsonNumbers, '-9223372036854775808 18446744073709551615 2.5 123456789012345678901234567890')
    const tuple = parseAbiParameters('(address a, uint256 b, string c, bool[] d) t')
    const value = { a: address(0xaa) as `0x${string}`, b: 500n, c: 'hi', d: [true, false] }
    assert.equal(said.encoded, encodeAbiParameters(tuple, [value]))
    assert.equal(said.decoded, `${address(0xaa)} 500 hi 2`)
    for (const id of ['undecodable', 'badType', 'inBlock', 'absent']) assert.equal(said[id], 'true', id)
    assert.equal(said.dataSource, `${LEDGER} local`)
    assert.equal(said.context, '0')
    assert.ok(engine.lines.some((line) => line.startsWith('info: a word and a number')))

    type Block = Record<string, string> & { transactions: Record<string, string>[] }
    const block = await chain.request<Block>('eth_getBlockByNumber', [`0x${height.toString(16)}`, true])
    const [transaction] = block.transactions
    const number = (quantity: string | undefined) => BigInt(quantity ?? '').toString()
    assert.equal(said.event, `${LEDGER} 0 0 true true 5 amount`)
    assert.equal(
      said.block,
      [
        ...[block.hash, block.parentHash, block.miner],
        ...[block.number, block.timestamp, block.gasLimit, block.baseFeePerGas].map(number),
      ].join(' '),
    )
    assert.equal(
      said.transaction,
      [
        transaction?.hash,
        number(transaction?.transactionIndex),
        transaction?.from,
        transaction?.to,
        ...['value', 'gas', 'gasPrice', 'nonce'].map((field) => number(transaction?.[field])),
        (transaction?.input?.length ?? 0) / 2 - 1,
      ].join(' '),
    )
  })

  it('keep every scalar through saving and loading', async (t) => {
    const chain = await ledgerChain(t)
    const height = await chain.mineTransactions([run('facts')])
    const engine = await startLedger(t, chain, { buildDir })
    await engine.waitForBlock(height)
    const fields =
      'string bytes boolean int int8 timestamp bigInt bigDecimal color other { id } strings bigInts bytesList others { id }'
    const query = `{ everythings(orderBy: id) { id ${fields} } }`
    const { everythings } = await queryData<{ everythings: Record<string, unknown>[] }>(engine, query)
    const expected = {
      string: 'text',
      bytes: '0x00ff',
      boolean: true,
      int: -5,
      int8: '-9223372036854775808',
      timestamp: '1700000000000000',
      bigInt: '-1234567890123456789012',
      bigDecimal: '-0.00125',
      color: 'Green',
      other: { id: '0xab' },
      strings: ['b', 'a', ''],
      bigInts: ['2', '-1'],
      // graph-ts makes `Bytes.empty()` of a zero i32.
      bytesList: ['0x01', '0x00000000'],
      others: [{ id: '0xab' }],
    }
    assert.deepEqual(everythings, [
      { id: '0xab', ...expected },
      { id: '0xcd', ...expected },
    ])
  })

  const failures: [note: string, message: RegExp][] = [
    ['divide', /attempted to divide BigInt `7` by zero|attempt to divide BigInt by zero/i],
    ['remainder', /divisor of zero|by zero/],
    ['decimal', /by zero/],
    ['number', /string is not a BigDecimal: 'one'/],
    ['json', /Failed to parse JSON from byte array/],
    ['address', /Failed to convert string to Address\/H160: '12'/],
    ['missing', /Entity Fact\[x\]: missing value for non-nullable field `text`/],
    ['type', /Entity Fact\[x\]: the value `17` for field `text` must have type String! but has type Int/],
    ['undefined', /Attempted to set undefined fields \[.*nope.*\] for the entity type `Fact`/],
    ['element', /field `strings` is of type \[String!\], but the value `\[a, 17\]` contains a Int at index 1/],
    ['trap', /unreachable/],
    ['stack', /call stack/],
  ]
  for (const [note, message] of failures) {
    it(`fail the subgraph deterministically: ${note}`, async (t) => {
      const chain = await ledgerChain(t)
      const height = await chain.mineTransactions([run(note)])
      const engine = await startLedger(t, chain, { buildDir })
      await assert.rejects(engine.waitForBlock(height), message)
    })
  }
})
