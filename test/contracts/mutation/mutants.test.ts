import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parse } from '../probes/compile.ts'
import { applyMutant, findMutants, switchesIn, switchMutants } from './mutants.ts'

const file = 'contracts/Sample.sol'
const source = `pragma solidity ^0.8.28;
contract Sample {
    enum State { None, Open, Closed }
    event Moved(uint256 from, uint256 to);
    error Zero(uint256 a, uint256 b);
    uint256 constant STEP = 3;
    State state;
    uint256 total;
    modifier once() { require(total == 0, Zero(0, 1)); _; }
    function f(uint256 x, uint256 y) external once returns (bool) {
        require(x < y && x != 0, Zero(x, y));
        if (state == State.Open) return false;
        total = x + STEP;
        total += y;
        emit Moved(x, y);
        assembly { sstore(0, and(x, shl(8, y))) }
        return true;
    }
}
`
const sources = { [file]: source }
const trees = parse(sources)
const mutants = findMutants(sources, trees)
const told = mutants.map(({ operator, from, to }) => `${operator}: ${from} -> ${to}`.replace(/\s+/g, ' '))

test('each operator finds its places', () => {
  for (const expected of [
    'removed modifier: once -> ',
    'removed require: require(x < y && x != 0, Zero(x, y)); -> ',
    'swapped arguments: require(x < y && x != 0, Zero(x, y)); -> require(x < y && x != 0, Zero(y, x));',
    'logical: x < y && x != 0 -> x < y || x != 0',
    'relational: x < y -> x <= y',
    'relational: x < y -> x >= y',
    'negated condition: state == State.Open -> !(state == State.Open)',
    'enum value: State.Open -> State.Closed',
    'constant: 3 -> (3 + 1)',
    'constant: false -> true',
    'arithmetic: x + STEP -> x - STEP',
    'boundary: x + STEP -> x + STEP + 1',
    'arithmetic: total += y; -> total -= y;',
    'removed statement: total += y; -> ',
    'removed emit: emit Moved(x, y); -> ',
    'swapped arguments: emit Moved(x, y); -> emit Moved(y, x);',
    'assembly: and(x, shl(8, y)) -> or(x, shl(8, y))',
    'assembly: shl(8, y) -> shr(8, y)',
    'assembly: sstore(0, and(x, shl(8, y))) -> ',
  ])
    assert.ok(told.includes(expected), `${expected} is not among\n${told.join('\n')}`)
})

test('keys are unique, and the same for the same source', () => {
  assert.equal(new Set(mutants.map(({ key }) => key)).size, mutants.length)
  assert.deepEqual(findMutants(sources, parse(sources)), mutants)
})

test('all mutants stand side by side in a source that compiles, each behind its own number', () => {
  const switchable = mutants.filter(({ form }) => form !== 'apart')
  const switched = switchMutants(sources, trees, switchable)
  parse(switched)
  const numbers = new Set(switchesIn(switched[file] ?? ''))
  assert.deepEqual(
    [...numbers].sort((a, b) => a - b),
    switchable.map((_, index) => index + 1),
  )
})

test('a mutant that has no switch is a source of its own', () => {
  const apart = mutants.filter(({ form }) => form === 'apart')
  assert.equal(apart.length, 2)
  for (const mutant of apart) {
    const changed = applyMutant(sources, mutant)
    parse(changed)
    assert.notEqual(changed[file], source)
  }
})
