import type { Area, AreaParts } from "../area.ts";
import { accountRoutes } from "./account-routes.ts";
import { clientSecretRoutes } from "./client-secret-routes.ts";
import { scimRoutes } from "./scim-routes.ts";
import { tokenManagementRoutes, tokenRoutes } from "./token-routes.ts";

/** Users, groups, service principals, their tokens and secrets. */
export function identityArea({ identity, objects }: AreaParts): Area {
  const { tokens, secrets, directory } = identity;
  const forget = (id: string) => {
    tokens.revokeAllOf(id);
    secrets.deleteAllOf(id);
  };
  return {
    api: [
      [
        "/api/2.0/preview/scim/v2",
        scimRoutes({ directory, objects, forget, principalOf: (token) => identity.principalOf(token) }),
      ],
      ["/api/2.0/token", tokenRoutes({ tokens, directory })],
      ["/api/2.0/token-management", tokenManagementRoutes({ tokens, directory })],
      ["/api/2.0/accounts/servicePrincipals", clientSecretRoutes({ secrets, directory })],
      ["/api", accountRoutes()],
    ],
  };
}
