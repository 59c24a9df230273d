import assert from 'node:assert/strict'
import { createServer } from 'node:net'
import { describe, test } from 'node:test'
import { runCommand } from './support/command.ts'
import { crowdFiles } from './support/crowd.ts'
import { createFolder } from './support/folder.ts'
import { filesIn } from './support/runs.ts'

describe('bad input ends with 2, one line, and nothing left behind:', () => {
  const good = crowdFiles(1, 3)
  const labels = (text: string) => ({ 'crowd/labels.csv': text })
  const replay = ['up', '--replay', 'crowd', '--data', 'data', '--once', '--out', 'out']
  const cases: [
    name: string,
    argv: string[],
    message: RegExp,
    files?: Record<string, string>,
    env?: Record<string, string>,
  ][] = [
    ['unknown command', ['down'], /^labelproof: down: unknown command; /],
    ['unknown option', [...replay, '--fast'], /^labelproof: --fast: unknown option; /],
    ['no such folder', ['up', '--replay', 'nowhere'], /^labelproof: --replay: no folder at .*nowhere; /],
    ['empty file', replay, /^labelproof: crowd\/labels\.csv: the file is empty; /, labels('')],
    [
      'missing column',
      replay,
      /^labelproof: crowd\/labels\.csv:1: missing column worker /,
      labels('item,label\na,0\n'),
    ],
    [
      'label outside the classes',
      [...replay, '--classes', '0,1'],
      /^labelproof: crowd\/labels\.csv:\d+: label "2" is none of the classes/,
    ],
    [
      'no item with three answers',
      replay,
      /^labelproof: crowd\/labels\.csv: no item has answers of three workers; /,
      labels('item,worker,label\na,x,0\na,y,1\n'),
    ],
    [
      'export into a file',
      ['up', '--once', '--out', 'crowd/labels.csv'],
      /^labelproof: --out: crowd\/labels\.csv is a file; /,
    ],
    ['limit without replay', ['up', '--limit', '5'], /^labelproof: --limit: it goes with a replay only; /],
    [
      'unknown key in labelproof.json',
      replay,
      /^labelproof: labelproof\.json:2 \(prot\): unknown setting; /,
      { 'labelproof.json': '{\n"prot": 1 }' },
    ],
    ['unknown variable', replay, /^labelproof: LABELPROOF_PROT: unknown variable; /, {}, { LABELPROOF_PROT: '1' }],
  ]
  for (const [name, argv, message, files, env] of cases) {
    test(name, async () => {
      using folder = createFolder({ ...good, ...files })
      const before = filesIn(folder.path)
      const { code, out, err } = await runCommand(argv, folder.path, env)
      assert.deepEqual([code, out], [2, ''], err)
      assert.match(err, message)
      assert.equal(err.trimEnd().split('\n').length, 1)
      assert.deepEqual(filesIn(folder.path), before)
    })
  }

  for (const flag of ['--port', '--rpc-port']) {
    test(`${flag} in use`, async () => {
      using folder = createFolder(good)
      await using server = createServer()
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
      const { port } = server.address() as { port: number }
      const { code, err } = await runCommand(['up', '--replay', 'crowd', flag, String(port)], folder.path)
      assert.deepEqual([code, err.trimEnd().split('\n').length], [2, 1])
      assert.ok(err.startsWith(`labelproof: ${flag}: port ${port} is in use; `), err)
      assert.deepEqual(filesIn(folder.path), ['crowd'])
    })
  }
})
