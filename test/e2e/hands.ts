import { expect } from '@playwright/test'
import type { Locator, Page } from 'playwright'

/** A way to use the window. What a person means is the same; how they do it is not. */
export interface Hand {
  readonly name: string
  /** Presses a button, chooses a radio button, follows a row. */
  activate(target: Locator): Promise<void>
  /** Writes into a field. */
  type(field: Locator, text: string): Promise<void>
  /** Chooses one of many by typing a part of its name. */
  pick(box: Locator, text: string): Promise<void>
  /** Opens the details of a row of the table. */
  openRow(page: Page, name: RegExp): Promise<void>
}

export const mouse: Hand = {
  name: 'mouse',
  activate: (target) => target.click(),
  type: async (field, text) => {
    await field.click()
    await field.fill(text)
  },
  pick: async (box, text) => {
    await box.click()
    await box.fill(text)
    await box.page().getByRole('option', { name: text }).first().click()
  },
  openRow: async (page, name) => {
    await page.getByRole('row', { name }).first().click()
  },
}

/** Waits until the table shows the head and the one row that a search is to leave: before that, rows still move. */
export async function searchSettled(page: Page): Promise<void> {
  await expect(page.getByRole('row')).toHaveCount(2)
}

/** Nothing but keys: what cannot be reached by Tab cannot be used. */
export const keyboard: Hand = {
  name: 'keyboard',
  activate: async (target) => {
    await reach(target)
    const isRadio = (await target.getAttribute('type')) === 'radio'
    await target.page().keyboard.press(isRadio ? 'Space' : 'Enter')
  },
  type: async (field, text) => {
    await reach(field)
    await field.page().keyboard.press('Control+A')
    await field.page().keyboard.insertText(text)
  },
  pick: async (box, text) => {
    await reach(box)
    const { keyboard: keys } = box.page()
    await keys.insertText(text)
    await expect(box.page().getByRole('option', { name: text }).first()).toBeVisible()
    await keys.press('Enter')
  },
  openRow: async (page, name) => {
    const grid = page.getByRole('grid')
    await reach(grid.locator('[tabindex="0"]').or(grid).first(), grid)
    await page.keyboard.press('Home')
    const row = page.getByRole('row', { name }).first()
    await expect(row).toBeVisible()
    // The row the keys are on is the one that is in the tab order or pointed to.
    for (let step = 0; step < 120; step += 1) {
      if (await isCurrent(row)) break
      await page.keyboard.press('ArrowDown')
    }
    await page.keyboard.press('Enter')
  },
}

/** Presses Tab until the target, or something inside `inside`, has the focus. */
async function reach(target: Locator, inside: Locator | null = null): Promise<void> {
  await expect(target).toBeVisible()
  const page = target.page()
  const container = inside ? await inside.elementHandle() : null
  for (let step = 0; step < 80; step += 1) {
    const key = await target.evaluate((element, around) => {
      const focused = document.activeElement
      if (element === focused || around?.contains(focused)) return null
      // A radio group is one stop; its members are reached by arrows.
      const isGroup =
        element instanceof HTMLInputElement &&
        focused instanceof HTMLInputElement &&
        element.type === 'radio' &&
        focused.type === 'radio' &&
        element.name === focused.name
      return isGroup ? 'ArrowDown' : 'Tab'
    }, container)
    if (key === null) return
    await page.keyboard.press(key)
  }
  throw new Error(`Tab never reaches ${String(target)}`)
}

const isCurrent = (row: Locator): Promise<boolean> =>
  row.evaluate((element) => {
    const focused = document.activeElement
    if (element === focused || element.contains(focused)) return true
    const pointed = focused?.getAttribute('aria-activedescendant')
    return (
      pointed != null && (element.id === pointed || element.querySelector(`#${CSS.escape(pointed)}`) !== null)
    )
  })
