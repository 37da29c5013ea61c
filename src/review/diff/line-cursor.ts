/**
 * Walks over the lines of a text. Lines end at a line feed only: a carriage return, U+2028 or any other
 * separator is content. Every line is looked at in place, so a walk is linear in the length of the text.
 */
export class LineCursor {
  readonly #text: string;
  #start: number;
  #end: number;
  #number = 1;

  constructor(text: string) {
    this.#text = text;
    this.#start = text.startsWith("\uFEFF") ? 1 : 0;
    this.#end = this.#endFrom(this.#start);
  }

  #endFrom(start: number): number {
    const end = this.#text.indexOf("\n", start);
    return end === -1 ? this.#text.length : end;
  }

  get isDone(): boolean {
    return this.#start >= this.#text.length;
  }

  /** 1-based number of the current line. */
  get number(): number {
    return this.#number;
  }

  get isBlank(): boolean {
    return this.#end === this.#start || (this.#end - this.#start === 1 && this.codeAt(0) === 13);
  }

  /** The current line as a header: without the carriage return that a converted diff has at its end. */
  get headerLine(): string {
    const end =
      this.#text.charCodeAt(this.#end - 1) === 13 && this.#end > this.#start ? this.#end - 1 : this.#end;
    return this.#text.slice(this.#start, end);
  }

  /** UTF-16 code unit at a column of the current line; -1 past its end. */
  codeAt(column: number): number {
    return this.#start + column < this.#end ? this.#text.charCodeAt(this.#start + column) : -1;
  }

  /** The current line from a column on; empty past its end. */
  from(column: number): string {
    return this.#text.slice(this.#start + column, this.#end);
  }

  /** `prefix` must not hold a line feed. */
  startsWith(prefix: string): boolean {
    return this.#text.startsWith(prefix, this.#start);
  }

  /** Whether this and the next lines begin with these prefixes; the last may be missing where the text ends. */
  followsWith(prefixes: readonly string[]): boolean {
    let start = this.#start;
    for (const [index, prefix] of prefixes.entries()) {
      if (start >= this.#text.length) return index === prefixes.length - 1;
      if (!this.#text.startsWith(prefix, start)) return false;
      start = this.#endFrom(start) + 1;
    }
    return true;
  }

  advance(): void {
    this.#start = this.#end + 1;
    this.#end = this.#endFrom(this.#start);
    this.#number += 1;
  }
}
