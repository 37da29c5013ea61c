/** Whether one character is what a class, an escape or the like, as it is written, stands for. */
export type CharacterTests = (raw: string) => (character: string) => boolean;

/** Asks the engine of this process, once for each class and character. */
export function createCharacterTests(flags: string): CharacterTests {
  const tests = new Map<string, (character: string) => boolean>();
  return (raw) => {
    const test = tests.get(raw) ?? createTest(raw, flags.replace("m", ""));
    tests.set(raw, test);
    return test;
  };
}

function createTest(raw: string, flags: string): (character: string) => boolean {
  const expression = compile(raw, flags);
  const answers = new Map<string, boolean>();
  return (character) => {
    const answer = answers.get(character) ?? expression?.test(character) ?? false;
    answers.set(character, answer);
    return answer;
  };
}

/** Null for sets that the parser knows and this engine does not, such as a script of a newer Unicode. */
function compile(raw: string, flags: string): RegExp | null {
  try {
    return new RegExp(`^(?:${raw})$`, flags);
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}
