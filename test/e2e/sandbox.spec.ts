import { readFileSync } from 'node:fs'
import { expect } from '@playwright/test'
import { test } from './app.ts'
import { call } from './bridge.ts'
import { launchAsOrdinaryUser } from './ordinary-user.ts'

const statusOf = (pid: number, field: string) =>
  new RegExp(`^${field}:\\s*(\\d+)`, 'm').exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]

test('for an ordinary user the page runs in Chromium’s sandbox, behind the content policy', async ({
  ownScreen,
}) => {
  test.skip(process.platform !== 'linux', 'reads /proc')
  test.setTimeout(120_000)
  const { electron, close } = await launchAsOrdinaryUser(ownScreen)
  try {
    const page = await electron.firstWindow()
    await expect(page.getByRole('heading', { name: 'Create your vault' })).toBeVisible()
    const app = await electron.evaluate(({ app: running }) => ({
      hasSwitch: running.commandLine.hasSwitch('no-sandbox'),
      main: process.pid,
      pages: running
        .getAppMetrics()
        .filter((metric) => metric.type === 'Tab')
        .map((metric) => metric.pid),
    }))
    expect(app.hasSwitch).toBe(false)
    expect(statusOf(app.main, 'Uid')).not.toBe('0')
    expect(app.pages).toHaveLength(1)
    for (const pid of app.pages) {
      // 2 = a filter of system calls is in force; the main process has none.
      expect(statusOf(pid, 'Seccomp')).toBe('2')
      expect(statusOf(pid, 'NoNewPrivs')).toBe('1')
    }
    expect(statusOf(app.main, 'Seccomp')).toBe('0')
    expect(await page.evaluate(() => [typeof require, typeof process, typeof Buffer])).toEqual([
      'undefined',
      'undefined',
      'undefined',
    ])
  } finally {
    await close()
  }
})

test('the page can run, load, open and ask for nothing that is not its own', async ({ launch }) => {
  const { electron, page } = await launch()
  await expect(page.getByRole('heading', { name: 'Create your vault' })).toBeVisible()
  const outcome = await page.evaluate(async () => {
    const violated: string[] = []
    document.addEventListener('securitypolicyviolation', (event) => violated.push(event.effectiveDirective))
    const attempt = (work: () => unknown) => {
      try {
        return work()
      } catch {
        return 'refused'
      }
    }
    const marks = window as unknown as { ran?: boolean }
    attempt(() => {
      const script = document.createElement('script')
      script.textContent = 'window.ran = true'
      document.body.append(script)
    })
    attempt(() => document.body.insertAdjacentHTML('beforeend', '<img src="x" onerror="window.ran = true">'))
    // In a task of its own: what the test itself runs is exempt from the policy.
    const evaluated = await new Promise((resolve) => {
      setTimeout(() =>
        resolve(
          attempt(() => (Reflect.get(window, 'eval') as (code: string) => unknown)('window.ran = true')),
        ),
      )
    })
    const image = new Image()
    const loaded = new Promise((resolve) => {
      image.onload = () => resolve('loaded')
      image.onerror = () => resolve('refused')
    })
    image.src = 'https://example.invalid/x.png'
    const fetched = await fetch('https://example.invalid/').then(
      () => 'fetched',
      () => 'refused',
    )
    const framed = new Promise<void>((resolve) => {
      document.addEventListener('securitypolicyviolation', (event) => {
        if (event.effectiveDirective === 'frame-src') resolve()
      })
    })
    const frame = document.createElement('iframe')
    frame.src = 'https://example.invalid/'
    document.body.append(frame)
    await framed
    const opened = window.open('https://example.invalid/')
    const permission = await navigator.permissions.query({ name: 'geolocation' }).then(
      ({ state }) => state,
      () => 'denied',
    )
    return {
      ran: marks.ran ?? false,
      evaluated,
      image: await loaded,
      fetched,
      opened: opened === null,
      permission,
      violated: [...new Set(violated)].sort(),
      hasBridgeInFrame: attempt(() => frame.contentWindow !== null && 'latchkey' in frame.contentWindow),
    }
  })
  expect(outcome).toMatchObject({
    ran: false,
    evaluated: 'refused',
    image: 'refused',
    fetched: 'refused',
    opened: true,
    permission: 'denied',
  })
  expect(outcome.hasBridgeInFrame).not.toBe(true)
  for (const directive of ['connect-src', 'frame-src', 'img-src', 'require-trusted-types-for']) {
    expect(outcome.violated).toContain(directive)
  }
  await page.evaluate(() => {
    location.href = 'https://example.invalid/'
  })
  expect(await page.evaluate(() => location.href)).toBe('app://bundle/index.html')
  expect(electron.windows()).toHaveLength(1)
})

test('a window that is not ours gets no way to the engine', async ({ launch }) => {
  const { electron, page } = await launch()
  await expect(page.getByRole('heading', { name: 'Create your vault' })).toBeVisible()
  const [foreign] = await Promise.all([
    electron.waitForEvent('window'),
    electron.evaluate(({ app, BrowserWindow }) => {
      const window = new BrowserWindow({
        show: false,
        webPreferences: {
          preload: `${app.getAppPath()}/out/preload/index.cjs`,
          sandbox: true,
          contextIsolation: true,
        },
      })
      void window.loadURL('app://bundle/index.html')
    }),
  ])
  await foreign.evaluate(() => {
    const marks = window as unknown as { outcome: string }
    marks.outcome = 'nothing'
    void window.latchkey.request('vault.status', undefined).then(() => {
      marks.outcome = 'answered'
    })
  })
  // Our own window, which asks later, has its answers long before.
  for (let round = 0; round < 5; round += 1) await call(page, 'vault.check').catch(() => undefined)
  expect(await foreign.evaluate(() => (window as unknown as { outcome: string }).outcome)).toBe('nothing')
})
