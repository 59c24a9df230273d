import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isAddress, isLabelId } from '../../../dashboard/src/lib/ids.ts'
import { answerOf, classNameOf, classNamesOf, excerptOf } from '../../../dashboard/src/lib/labels.ts'
import { vote } from './labelFixture.ts'

test('a class without its name is shown by number, never as no class', () => {
  assert.equal(classNameOf(2, null), 'class 2')
  assert.equal(classNameOf(0, 'cat'), 'cat')
  assert.equal(classNameOf(null, null), null)
  assert.deepEqual(classNamesOf({ classCount: 2, classes: [] }), ['class 0', 'class 1'])
})

test('an answer that is missing says why', () => {
  assert.equal(answerOf(vote(1, 1)), 'class 1')
  assert.equal(answerOf(vote(null, 0xfe)), 'Abstained')
  assert.equal(answerOf({ ...vote(null, 0), revealed: null, state: 'Missed' }), 'Missed')
})

test('an item without its manifest goes by its position', () => {
  assert.deepEqual(excerptOf({ item: null, index: 4, fields: [] }), { name: 'item 4', text: '' })
  const fields = [{ name: 'text', value: ' two\n words ' }]
  assert.deepEqual(excerptOf({ item: 'a', index: 0, fields }), { name: 'a', text: 'two words' })
})

test('ids are told from other text by their length', () => {
  assert.equal(isAddress(`0x${'ab'.repeat(20)}`), true)
  assert.equal(isAddress(`0x${'ab'.repeat(21)}`), false)
  assert.equal(isLabelId(`0x${'ab'.repeat(34)}`), true)
  assert.equal(isLabelId('0x12'), false)
})
