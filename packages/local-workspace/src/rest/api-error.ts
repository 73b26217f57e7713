/** An error as the REST API reports it. */
export class ApiError extends Error {
  readonly status: number;
  readonly errorCode: string;
  /** Machine-readable reasons that clients act on. */
  readonly details: object[] | undefined;

  constructor(status: number, errorCode: string, message: string, details?: object[]) {
    super(message);
    this.name = "ApiError";
    this.status = status;
    this.errorCode = errorCode;
    this.details = details;
  }
}

export const invalidParameter = (message: string) => new ApiError(400, "INVALID_PARAMETER_VALUE", message);
export const malformed = (message: string) => new ApiError(400, "MALFORMED_REQUEST", message);
export const badRequest = (message: string) => new ApiError(400, "BAD_REQUEST", message);
export const notFound = (message: string) => new ApiError(404, "RESOURCE_DOES_NOT_EXIST", message);
export const notImplemented = (what: string) =>
  new ApiError(501, "NOT_IMPLEMENTED", `${what} is not part of the local workspace.`);
