import { type ActionBlock, type ExecutionView, isOpenExecution, pendingActions } from "@lakehand/protocol";

export interface Waiting {
  executionId: string;
  action: ActionBlock;
}

/** Pure: what of these runs waits for a person, oldest first. */
export function waitingIn(executions: readonly ExecutionView[]): Waiting[] {
  return (
    executions
      // One that was cut off waits as long as the conversation has not gone on.
      .filter(
        (view, i) => isOpenExecution(view) || (view.status === "interrupted" && i === executions.length - 1),
      )
      .flatMap((view) => pendingActions(view).map((action) => ({ executionId: view.executionId, action })))
  );
}
