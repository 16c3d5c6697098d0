import { describe, expect, test } from 'vitest'
import {
  connectionProblem,
  needsPlainHttp,
  startConnection,
  toConnection,
} from '../../../src/renderer/features/servers/connection-input.ts'

const https = 'https://mesh.example'
const http = 'http://mesh.example:8000'
const typed = startConnection(null)

describe('the way to a server', () => {
  test('begins with the environment’s proxy and with encryption', () => {
    expect(toConnection(typed, https)).toEqual({ proxy: 'environment', plainHttp: false })
    expect(connectionProblem(typed, https)).toBeNull()
  })

  test.each([
    'http://localhost:1',
    'http://127.0.0.1:8000/x',
    'http://[::1]:1',
    'https://a.example',
    'http://',
    '',
  ])('%j needs no permission for plain http', (url) => {
    expect(needsPlainHttp(url)).toBe(false)
  })

  test.each([
    'http://mesh.example',
    'HTTP://10.0.0.1',
    'http://127.0.0.1.example',
    'http://localhost.example',
  ])('%j needs it', (url) => {
    expect(needsPlainHttp(url)).toBe(true)
    expect(connectionProblem(typed, url)?.field).toBe('plainHttp')
    expect(connectionProblem({ ...typed, plainHttp: true }, url)).toBeNull()
  })

  test('the permission ends with the URL that needed it', () => {
    expect(toConnection({ ...typed, plainHttp: true }, http).plainHttp).toBe(true)
    expect(toConnection({ ...typed, plainHttp: true }, https).plainHttp).toBe(false)
  })

  test('a proxy is an address without a password in it', () => {
    const own = (address: string) => ({ ...typed, proxy: 'own' as const, address })
    expect(toConnection(own(' HTTP://Proxy.example:3128/ '), https).proxy).toBe('http://proxy.example:3128')
    expect(connectionProblem(own('http://proxy.example:3128'), https)).toBeNull()
    expect(connectionProblem(own('http://me:pw@proxy.example:3128'), https)?.message).toMatch(/password/)
    expect(connectionProblem(own('proxy'), https)?.field).toBe('proxy')
  })
})
