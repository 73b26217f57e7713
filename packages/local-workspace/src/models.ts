/**
 * The language model that stands behind serving endpoints, Genie and `ai_query`: any server of the Messages API.
 * Absent: what needs a model is refused by name.
 */
export interface WorkspaceModel {
  /** Name that the server knows the model by. */
  id: string;
  /** What a person calls it; shown wherever the model's words are. */
  label: string;
  /** Address without `/v1/messages`. */
  baseUrl: string;
  /** Credentials, asked for before each request. */
  headers(): Promise<Record<string, string>>;
}
