import { describe, expect, test } from 'vitest'
import { nextPageQuery, pathOf, queryOf } from '../../../../src/main/providers/path.ts'

describe('a path', () => {
  test('encodes every value and nothing else', () => {
    expect(pathOf`/api/users`).toBe('/api/users')
    expect(pathOf`/api/users/${'google-oauth2|277474792786460067937'}/tokens/${'x y'}`).toBe(
      '/api/users/google-oauth2%7C277474792786460067937/tokens/x%20y',
    )
    expect(pathOf`/a/${'../b?c#d/e%2F;ä'}`).toBe('/a/..%2Fb%3Fc%23d%2Fe%252F%3B%C3%A4')
  })

  test.each(['', '.', '..', '\uD800'])('refuses a value that cannot be a segment: %j', (value) => {
    expect(() => pathOf`/a/${value}/b`).toThrowError(expect.objectContaining({ code: 'invalid-input' }))
  })
})

test('a query encodes names and values', () => {
  expect(queryOf({})).toBe('')
  expect(queryOf({ user: 'auth_id:1002', limit: '50' })).toBe('?user=auth_id%3A1002&limit=50')
  expect(queryOf({ 'a b': 'ä&=+' })).toBe('?a%20b=%C3%A4%26%3D%2B')
})

describe('a next page', () => {
  const path = pathOf`/v1/auth/access-tokens/`
  const next = (link: string, base = 'https://c.example:8000') => nextPageQuery(link, base, path)

  test.each([
    ['/v1/auth/access-tokens/?after=1&limit=2', '?after=1&limit=2'],
    ['?after=abc%3D', '?after=abc%3D'],
    ['https://c.example:8000/v1/auth/access-tokens/?after=1', '?after=1'],
    ['https://C.example:8000/v1/auth/access-tokens/?after=1', '?after=1'],
  ])('is taken verbatim: %s', (link, query) => {
    expect(next(link)).toBe(query)
  })

  test('may be given below the prefix or at the root of a proxied server', () => {
    expect(next('/v1/auth/access-tokens/?after=1', 'https://p.example/qumulo')).toBe('?after=1')
    expect(next('/qumulo/v1/auth/access-tokens/?after=1', 'https://p.example/qumulo')).toBe('?after=1')
  })

  test.each([
    'https://evil.example/v1/auth/access-tokens/?after=1',
    '//evil.example/v1/auth/access-tokens/?after=1',
    'http://c.example:8000/v1/auth/access-tokens/?after=1',
    'https://c.example/v1/auth/access-tokens/?after=1',
    '/v1/other/?after=1',
    'javascript:alert(1)',
    'https://[',
  ])('is not followed elsewhere: %s', (link) => {
    expect(() => next(link)).toThrowError(expect.objectContaining({ code: 'bad-response' }))
  })
})
