import { resolve } from 'node:path'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'electron-vite'

// Must run on Electron 45 and on the older runtime used where that one cannot be downloaded.
const nodeTarget = 'node20.18'
const browserTarget = 'chrome130'

export default defineConfig({
  main: {
    build: {
      target: nodeTarget,
      rollupOptions: {
        input: {
          index: resolve('src/main/index.ts'),
          'engine-process': resolve('src/main/engine-process.ts'),
          'argon2-worker': resolve('src/main/vault/argon2-worker.ts'),
        },
        output: { entryFileNames: '[name].js', chunkFileNames: 'chunks/[name]-[hash].js' },
      },
    },
  },
  preload: {
    build: {
      target: nodeTarget,
      externalizeDeps: false,
      rollupOptions: {
        input: { index: resolve('src/preload/index.ts') },
        // A sandboxed preload must be one CommonJS file.
        output: { format: 'cjs', entryFileNames: '[name].cjs' },
      },
    },
  },
  renderer: {
    root: resolve('src/renderer'),
    build: {
      target: browserTarget,
      minify: true,
      rollupOptions: { input: resolve('src/renderer/index.html') },
    },
    plugins: [react()],
  },
})
