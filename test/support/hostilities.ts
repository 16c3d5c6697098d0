import { brotliCompressSync, constants, gzipSync } from 'node:zlib'
import type { ErrorCode } from '../../src/shared/errors.ts'
import { drip, type Hostility, mapTexts, pour, type Twist } from './hostile-server.ts'

/** One line of docs/vault-security.md §8.4, as a server does it. */
export interface HostileCase {
  readonly name: string
  readonly answer: Hostility
  /** Codes that the call may end with. */
  readonly codes: readonly ErrorCode[]
}

/** A line that is about what the answers of a working server hold. */
export interface TwistedCase {
  readonly name: string
  readonly twist: Twist
}

const json = { 'content-type': 'application/json' }
const unusable: readonly ErrorCode[] = ['bad-response', 'not-an-api']
const lost: readonly ErrorCode[] = ['unreachable']
/** On a busy computer the short deadlines of the tests may come before the end of so much. */
const tooMuch: readonly ErrorCode[] = [...unusable, 'unreachable']
/** 200 MiB of spaces. */
const spaces = Buffer.alloc(200 * 2 ** 20, 0x20)

const raw =
  (text: string): Hostility =>
  (_request, response) =>
    void response.socket?.end(text)

const body =
  (text: string | Buffer, headers: Record<string, string | number> = {}): Hostility =>
  (_request, response) =>
    void response.writeHead(200, { ...json, ...headers }).end(text)

const refusal =
  (status: number, headers: Record<string, string>): Hostility =>
  (_request, response) =>
    void response.writeHead(status, { ...json, ...headers }).end('{}')

/** Whatever such a refusal means to a kind: it is one, and it comes at once. */
const refusals: readonly ErrorCode[] = [
  'rejected',
  'expired',
  'forbidden',
  'rate-limited',
  'bad-response',
  'not-found',
  'not-an-api',
]

/** `trap` is another server, which must never be asked anything. */
export function hostileCases(trap: string): readonly HostileCase[] {
  const gzip = gzipSync(spaces, { level: 1 })
  const br = brotliCompressSync(spaces, { params: { [constants.BROTLI_PARAM_QUALITY]: 1 } })
  return [
    {
      name: 'huge body',
      answer: (_request, response) => {
        response.writeHead(200, { ...json, 'content-length': 2 ** 30 })
        pour(response, Buffer.alloc(65_536, 0x20), 2 ** 30)
      },
      codes: tooMuch,
    },
    {
      name: 'endless body',
      answer: (_request, response) => {
        response.writeHead(200, json)
        response.write('[')
        pour(
          response,
          '"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",'.repeat(1_000),
          2 ** 40,
        )
      },
      codes: tooMuch,
    },
    { name: 'gzip bomb', answer: body(gzip, { 'content-encoding': 'gzip' }), codes: unusable },
    { name: 'br bomb', answer: body(br, { 'content-encoding': 'br' }), codes: unusable },
    {
      name: 'slow headers',
      answer: (_request, { socket }) => {
        socket?.write('HTTP/1.1 200 OK\r\n')
        drip(socket, 'x-a: b\r\n', 50)
      },
      codes: [...lost, 'bad-response'],
    },
    {
      name: 'slow drip',
      answer: (_request, response) => {
        response.writeHead(200, json)
        response.write('[')
        drip(response.socket, '1\r\n \r\n', 50)
      },
      codes: [...lost, 'not-an-api', 'bad-response'],
    },
    { name: 'no answer at all', answer: () => undefined, codes: lost },
    { name: 'half-close', answer: (_request, { socket }) => void socket?.end(), codes: lost },
    {
      name: 'half-close after half an answer',
      answer: raw('HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 100\r\n\r\n{"a"'),
      codes: lost,
    },
    {
      name: 'reset mid-body',
      answer: (_request, response) => {
        response.writeHead(200, { ...json, 'content-length': 100 })
        response.write('{"a":', () => response.socket?.resetAndDestroy())
      },
      codes: lost,
    },
    {
      name: 'content-length too short',
      answer: raw(
        'HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 3\r\n\r\n{"a":[1,2,3]}',
      ),
      codes: [...unusable, 'not-an-api', 'unreachable'],
    },
    {
      name: 'content-length twice, and that is none',
      answer: raw(
        'HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 1\r\ncontent-length: x\r\n\r\n{}',
      ),
      codes: [...unusable, 'not-an-api', 'unreachable'],
    },
    {
      name: 'chunked garbage',
      answer: raw(
        'HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n{}\r\n0\r\n\r\n',
      ),
      codes: [...unusable, 'not-an-api', 'unreachable'],
    },
    {
      name: '1 MB header',
      answer: raw(`HTTP/1.1 200 OK\r\nx: ${'y'.repeat(2 ** 20)}\r\n\r\n{}`),
      codes: [...unusable, 'unreachable'],
    },
    {
      name: 'HTML 200',
      answer: (_request, response) =>
        void response
          .writeHead(200, { 'content-type': 'text/html' })
          .end('<!doctype html><title>Sign in\u202e\u0007</title><script>alert(1)</script>'),
      codes: ['not-an-api'],
    },
    { name: 'JSON with 10⁶ items', answer: body(`[${'{},'.repeat(999_999)}{}]`), codes: unusable },
    { name: 'JSON with 100,000 bad items', answer: body(`[${'{},'.repeat(99_999)}{}]`), codes: unusable },
    {
      name: '10,000-deep nesting',
      answer: body(`${'['.repeat(10_000)}${']'.repeat(10_000)}`),
      codes: unusable,
    },
    { name: 'one text of 7 MB', answer: body(`{"a":"${'✓'.repeat(2_400_000)}"}`), codes: tooMuch },
    {
      name: 'invalid UTF-8',
      answer: body(Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d])),
      codes: unusable,
    },
    {
      name: '3xx to the same origin',
      answer: (_request, response) => void response.writeHead(307, { location: '/elsewhere' }).end(),
      codes: ['redirected'],
    },
    {
      name: '3xx to another origin',
      answer: (_request, response) => void response.writeHead(308, { location: `${trap}/x` }).end(),
      codes: ['redirected'],
    },
    {
      name: '3xx in a loop',
      answer: (request, response) => void response.writeHead(302, { location: request.url ?? '/' }).end(),
      codes: ['redirected'],
    },
    {
      name: '401 with absurd Retry-After',
      answer: refusal(401, { 'retry-after': '9'.repeat(30) }),
      codes: refusals,
    },
    { name: '403 with absurd Retry-After', answer: refusal(403, { 'retry-after': '-1' }), codes: refusals },
    {
      name: '429 with absurd Retry-After',
      answer: refusal(429, { 'retry-after': 'Fri, 31 Dec 9999 23:59:59 GMT' }),
      codes: refusals,
    },
    { name: '503 for ever', answer: refusal(503, { 'retry-after': '0' }), codes: refusals },
  ]
}

const names = /name|description|value|label/i
/** What no line on a screen may hold: overrides, isolates, zero width, control characters, line separators. */
const unseen = '\u202e\u2066\u200b\u200d\ufeff\u0007\u001b[31m\u2028\u0085'

export const twistedCases: readonly TwistedCase[] = [
  {
    name: 'duplicate keys',
    twist: (text) =>
      text.replace(/\{"([^"\\]+)":/g, (all, key: string) => `{"${key}":null,"polluted":1,${all.slice(1)}`),
  },
  {
    name: '__proto__',
    twist: (text) =>
      text.replaceAll('{"', '{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}},"'),
  },
  { name: 'lone surrogates', twist: (text) => mapTexts(text, names, (name) => `${name}\ud800`) },
  {
    name: 'bidi and zero-width names',
    twist: (text) => mapTexts(text, names, (name) => `${unseen}${name}${unseen}`),
  },
  { name: '100 kB names', twist: (text) => mapTexts(text, /name/i, (name) => name + 'n'.repeat(100_000)) },
  {
    name: 'dates of the year 0',
    twist: (text) => text.replaceAll(/"\d{4}(-\d\d-\d\dT)/g, '"0000$1'),
  },
  {
    name: 'dates of the year 9999',
    twist: (text) => text.replaceAll(/"\d{4}(-\d\d-\d\dT)/g, '"9999$1'),
  },
  { name: 'negative expiry', twist: (text) => text.replaceAll(/:\s*(\d+)([,}\]])/g, ':-$1$2') },
  {
    name: 'invalid UTF-8 in names',
    twist: (text) =>
      Buffer.concat([Buffer.from(text.slice(0, -1)), Buffer.from([0xff]), Buffer.from(text.slice(-1))]),
  },
]
