// The scripts are JavaScript (they run before anything is installed); their tests see them without types.
declare module '*.mjs'
