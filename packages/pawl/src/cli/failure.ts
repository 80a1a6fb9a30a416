/** What ends the program with a sentence for the person at the terminal, and no stack trace. */
export class CommandFailure extends Error {
  override readonly name = "CommandFailure";
  /** 1: it could not be done. 2: it was asked for wrongly. */
  readonly exitCode: 1 | 2;

  constructor(sentence: string, exitCode: 1 | 2) {
    super(sentence);
    this.exitCode = exitCode;
  }
}

/** It could not be done; the sentence says what to do about it. */
export const failure = (sentence: string): CommandFailure => new CommandFailure(sentence, 1);

/** It was asked for wrongly; the sentence says what would be right. */
export const misuse = (sentence: string): CommandFailure => new CommandFailure(sentence, 2);
