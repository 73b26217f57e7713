import { LakehandError, MAX_MESSAGE_CHARACTERS } from "@lakehand/protocol";

/** Refuses a message that says nothing, or too much at once. */
export function checkMessage(message: string): void {
  if (message.trim() === "") {
    throw new LakehandError({
      code: "EMPTY_MESSAGE",
      message: "The message is empty.",
      next: "Type what you want to have done.",
      status: 400,
    });
  }
  if (message.length > MAX_MESSAGE_CHARACTERS) {
    const limit = MAX_MESSAGE_CHARACTERS.toLocaleString("en");
    throw new LakehandError({
      code: "MESSAGE_TOO_LONG",
      message: `The message has ${message.length.toLocaleString("en")} characters; at most ${limit} fit.`,
      next: "Put long material into a file of the project and name it in the message.",
      status: 413,
    });
  }
}
