import { expect, test } from 'vitest'
import { vaultArgument } from '../../../../src/main/desktop/arguments.ts'

const program = ['/opt/latchkey/latchkey']

test.each([
  [[], null],
  [['--vault', '/v'], '/v'],
  [['--vault=/v'], '/v'],
  [['--vault=/a=b'], '/a=b'],
  [['page', '--other', '--vault', 'here'], '/work/here'],
  [['--vault=../there'], '/there'],
  [['--vaults', '/v'], null],
])('of %j the vault’s folder is %j', (argv, folder) => {
  expect(vaultArgument([...program, ...argv], '/work')).toBe(folder)
})

test.each([[['--vault']], [['--vault=']], [['--vault', '']], [['--vault', '--inspect']]])(
  '%j opens no other vault instead',
  (argv) => {
    expect(() => vaultArgument([...program, ...argv], '/work')).toThrow('--vault')
  },
)
