export { type FakeAnswer, type FakeServer, type SeenRequest, startFakeServer } from "./fake-server.ts";
export {
  type FakeOutcome,
  type FakeStatement,
  type FakeStatements,
  startFakeStatements,
} from "./fake-statements.ts";
export { createTestContext, type KeptInMemory, type TestContext } from "./test-context.ts";
