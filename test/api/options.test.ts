import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseOptions } from '../../api/options.ts'

const GIVEN = ['--subgraph', 'http://node.test/s', '--content', 'data', '--chain-id', '31337']

test('arguments are read, and the rest has its defaults', () => {
  assert.deepEqual(parseOptions(GIVEN, {}), {
    subgraph: 'http://node.test/s',
    content: { folder: 'data' },
    chainId: 31337,
    host: '127.0.0.1',
    port: 4000,
  })
})

test('the environment says what arguments do not', () => {
  const env = {
    LABELPROOF_API_SUBGRAPH: 'http://node.test/other',
    LABELPROOF_API_IPFS: 'https://ipfs.test',
    LABELPROOF_API_CHAIN_ID: '1',
    LABELPROOF_API_HOST: '0.0.0.0',
    LABELPROOF_API_PORT: '0',
    LABELPROOF_API_DASHBOARD: 'build',
  }
  assert.deepEqual(parseOptions(['--subgraph', 'http://node.test/s'], env), {
    subgraph: 'http://node.test/s',
    content: { gateway: 'https://ipfs.test' },
    chainId: 1,
    host: '0.0.0.0',
    port: 0,
    dashboard: 'build',
  })
  // An argument for the content goes before the environment's gateway; it does not contradict it.
  assert.deepEqual(parseOptions(GIVEN, env), {
    subgraph: 'http://node.test/s',
    content: { folder: 'data' },
    chainId: 31337,
    host: '0.0.0.0',
    port: 0,
    dashboard: 'build',
  })
})

test('help is help, whatever else is missing', () => {
  assert.equal(parseOptions(['--help'], {}), 'help')
})

const BAD: readonly [string, readonly string[], RegExp][] = [
  ['no subgraph', ['--content', 'd', '--chain-id', '1'], /--subgraph is missing/],
  [
    'a subgraph that is no URL',
    ['--subgraph', 'ftp://x', ...GIVEN.slice(2)],
    /--subgraph must be an http or https URL/,
  ],
  ['no content', ['--subgraph', 'http://x', '--chain-id', '1'], /either --content or --ipfs/],
  ['content twice', [...GIVEN, '--ipfs', 'http://x'], /either --content or --ipfs/],
  ['a chain id of words', [...GIVEN.slice(0, 4), '--chain-id', 'mainnet'], /--chain-id must be a whole number/],
  ['a port out of range', [...GIVEN, '--port', '65536'], /--port must be a whole number within 0..65535/],
  ['an unknown option', [...GIVEN, '--nope'], /Unknown option '--nope'/],
  ['a stray word', [...GIVEN, 'stray'], /stray/],
]

for (const [name, args, message] of BAD) {
  test(`${name} is refused in one line`, () => {
    assert.throws(
      () => parseOptions(args, {}),
      (error) => error instanceof Error && message.test(error.message) && !error.message.includes('\n'),
    )
  })
}
