import { expect, test } from 'vitest'
import { resolveAsset } from '../../../../src/main/electron/app-assets.ts'

test.each([
  ['app://bundle/index.html', '/app/index.html'],
  ['app://bundle/assets/index-1.js?x=1#y', '/app/assets/index-1.js'],
  ['app://bundle/a/../index.html', '/app/index.html'],
])('%s is served', (address, path) => {
  expect(resolveAsset('/app', address)).toBe(path)
})

test.each([
  'app://other/index.html',
  'app://bundle/',
  'app://bundle/..%2f..%2fetc/passwd.html',
  'app://bundle/%2e%2e/%2e%2e/secret.html',
  'app://bundle/..%5c..%5csecret.html',
  'app://bundle/index.html%00.js',
  'app://bundle/vault.db',
  'app://bundle/%E0%A4%A.html',
  'https://bundle/index.html',
  'file:///app/index.html',
])('%s is not', (address) => {
  const path = resolveAsset('/app', address)
  expect(path === null || path.startsWith('/app/')).toBe(true)
  if (!address.includes('%2e')) expect(path).toBeNull()
})
