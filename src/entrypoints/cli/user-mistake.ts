/** Something that the person at the keyboard can put right; shown without a stack trace. */
export class UserMistake extends Error {
  readonly exitCode: number;
  readonly remedy: string | null;

  constructor(exitCode: number, message: string, remedy: string | null = null) {
    super(message);
    this.name = "UserMistake";
    this.exitCode = exitCode;
    this.remedy = remedy;
  }
}
