/** Thin typed client of a workspace (placeholder of the interface; see the class it becomes). */
export interface WorkspaceClient {
  readonly host: string;
}
