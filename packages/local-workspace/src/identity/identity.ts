import { PermissionStore } from "../permissions/permission-store.ts";
import { ClientSecrets } from "./client-secrets.ts";
import { Directory, type Resource } from "./directory.ts";
import { Tokens } from "./tokens.ts";

/** Who may come in, and by what. */
export class Identity {
  readonly tokens: Tokens;
  readonly secrets: ClientSecrets;
  readonly directory: Directory;
  readonly permissions: PermissionStore;

  /** `token` is the workspace's own; all else is kept in `dir`. */
  constructor(dir: string, token: string, user: { userName: string; displayName: string }) {
    this.tokens = new Tokens(token, dir);
    this.secrets = new ClientSecrets(dir);
    this.permissions = new PermissionStore(dir);
    this.directory = new Directory(dir, user);
  }

  /** The service principal that a token was given to; undefined when it stands for the user. */
  principalOf(token: string): Resource | undefined {
    return this.directory.get("ServicePrincipal", this.tokens.ownerOf(token) ?? "");
  }

  close(): void {
    this.tokens.close();
    this.secrets.close();
    this.directory.close();
    this.permissions.close();
  }
}
