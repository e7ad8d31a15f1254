// What the bench uses of a package that brings no types.

declare module "fastscan" {
  export default class FastScanner {
    constructor(words: string[]);
    search(text: string): [offset: number, word: string][];
  }
}
