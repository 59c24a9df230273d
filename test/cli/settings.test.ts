import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { InputError } from '../../cli/errors.ts'
import { envName, flagName, helpText, OPTION_NAMES } from '../../cli/settings/options.ts'
import { resolveSettings } from '../../cli/settings/settings.ts'
import { createFolder } from './support/folder.ts'

function resolve(argv: string[] = [], env: Record<string, string> = {}, file?: string) {
  using folder = createFolder(file === undefined ? {} : { 'labelproof.json': file })
  return resolveSettings({ argv, env, folder: folder.path })
}

describe('settings', () => {
  test('have defaults', () => {
    const { given, ...defaults } = resolve()
    assert.deepEqual(given, {})
    assert.deepEqual(defaults, {
      once: false,
      annotators: 5,
      seed: 1,
      port: 4000,
      host: '127.0.0.1',
      rpcPort: 0,
      json: false,
      quiet: false,
    })
  })

  test('come from the command line before the environment before the file', () => {
    const file = '{ "port": 1, "seed": 1, "annotators": 3 }'
    const env = { LABELPROOF_PORT: '2', LABELPROOF_SEED: '2' }
    const { port, seed, annotators } = resolve(['--port', '3'], env, file)
    assert.deepEqual([port, seed, annotators], [3, 2, 3])
  })

  test('are written --name value, --name=value, or a bare flag', () => {
    const settings = resolve(['--rpc-port=8545', '--classes', 'a, b', '--json', '--once', '--out', 'x=y'])
    assert.deepEqual([settings.rpcPort, settings.classes, settings.json, settings.out], [8545, ['a', 'b'], true, 'x=y'])
  })

  test('of the same name exist in all three places, and all are in the help', () => {
    assert.deepEqual([flagName('rpcPort'), envName('rpcPort')], ['--rpc-port', 'LABELPROOF_RPC_PORT'])
    for (const name of OPTION_NAMES) assert.ok(helpText().includes(`  ${flagName(name)}`), name)
  })

  test('leave the variables of the other programs alone', () => {
    assert.doesNotThrow(() => resolve([], { LABELPROOF_API_PORT: 'x', LABELPROOF_IPFS: 'x', HOME: 'x' }))
  })
})

describe('settings that are wrong are refused with their place:', () => {
  const cases: [name: string, run: () => unknown, message: RegExp][] = [
    ['unknown flag', () => resolve(['--prot', '1']), /^--prot: unknown option; see --help$/],
    ['flag without a value', () => resolve(['--port']), /^--port: no value; /],
    ['flag followed by a flag', () => resolve(['--data', '--json']), /^--data: no value; /],
    ['flag given twice', () => resolve(['--port', '1', '--port', '2']), /^--port: given twice; /],
    ['no number', () => resolve(['--port', 'abc']), /^--port: "abc" is not possible; give a whole number, 0 to 65535$/],
    ['number out of range', () => resolve(['--port', '65536']), /^--port: "65536" is not possible; /],
    ['fraction', () => resolve(['--seed', '1.5']), /^--seed: "1.5" is not possible; /],
    ['even panel', () => resolve(['--annotators', '4']), /^--annotators: "4" is not possible; give 3 or 5 or 7$/],
    ['limit 0', () => resolve(['--limit', '0']), /^--limit: "0" is not possible; give a whole number, at least 1$/],
    ['empty class', () => resolve(['--classes', 'a,,b']), /^--classes: an empty name in the list; /],
    ['once without out', () => resolve(['--once']), /^--once: nowhere to export to; add --out DIR$/],
    ['out without once', () => resolve(['--out', 'x']), /^--out: exports are written only with --once; /],
    ['unknown variable', () => resolve([], { LABELPROOF_PROT: '1' }), /^LABELPROOF_PROT: unknown variable; /],
    ['variable out of range', () => resolve([], { LABELPROOF_PORT: 'x' }), /^LABELPROOF_PORT: "x" is not possible; /],
    [
      'variable that is no flag',
      () => resolve([], { LABELPROOF_JSON: 'yes' }),
      /^LABELPROOF_JSON: "yes" is neither true nor false; /,
    ],
    [
      'unknown key',
      () => resolve([], {}, '{\n  "port": 1,\n  "prot": 1\n}'),
      /^labelproof\.json:3 \(prot\): unknown setting; /,
    ],
    [
      'wrong type',
      () => resolve([], {}, '{\n  "port": "x"\n}'),
      /^labelproof\.json:2 \(port\): "x" is no number; write a number$/,
    ],
    [
      'wrong value',
      () => resolve([], {}, '{ "annotators": 4 }'),
      /^labelproof\.json:1 \(annotators\): "4" is not possible; /,
    ],
    [
      'broken JSON',
      () => resolve([], {}, '{\n  "port": 1,\n'),
      /^labelproof\.json:3: no valid JSON \(.*\); correct it$/,
    ],
    ['no object', () => resolve([], {}, '[]'), /^labelproof\.json:1: not an object; /],
  ]
  for (const [name, run, message] of cases) {
    test(name, () => {
      assert.throws(run, (error) => error instanceof InputError && message.test(error.message))
    })
  }
})
