export { type FakeAnswer, type FakeServer, type SeenRequest, startFakeServer } from "./fake-server.ts";
export { createTestContext, type KeptInMemory, type TestContext } from "./test-context.ts";
