import { z } from "zod";
import { defineTool, given } from "../../define-tool.ts";
import { wrongInput } from "../../tool-failure.ts";
import { said } from "../said.ts";

/** The one tool whose purpose is to give a secret. */
export const generateLakebaseCredential = defineTool({
  name: "generate_lakebase_credential",
  area: "lakebase",
  title: "Get a password for Lakebase",
  description:
    "Gives a password for PostgreSQL that is good for about an hour, for provisioned instances or for one endpoint of an " +
    "autoscaling project. The user is you, over TLS (sslmode=require). Treat it as a secret; code should get its own.",
  input: {
    instance_names: z.array(z.string().min(1)).optional().describe("Provisioned instances it is good for."),
    endpoint: z
      .string()
      .optional()
      .describe("Or an endpoint: projects/<project>/branches/<branch>/endpoints/<endpoint>."),
  },
  searchHint: "lakebase postgres credential password token oauth connect",
  annotations: { readOnlyHint: false, destructiveHint: false, idempotentHint: false, openWorldHint: true },
  judge: ({ instance_names, endpoint }) => ({
    consequence: "leaves_workspace",
    reason: `gives out a password for ${said(Array.isArray(instance_names) && instance_names.length > 0 ? instance_names.join(", ") : endpoint) || "a database"}`,
  }),
  async handler({ instance_names, endpoint }, { workspace, signal }) {
    const place = given(endpoint);
    const names = instance_names ?? [];
    if (names.length > 0 === (place !== undefined))
      return wrongInput(
        "Exactly one of instance_names and endpoint is needed.",
        "Give instance_names for provisioned instances, or endpoint for an autoscaling project.",
      );
    const { token, expires } = place
      ? await workspace.postgres
          .credential(place, { signal })
          .then((made) => ({ token: made.token, expires: made.expire_time }))
      : await workspace.database
          .credential(names, { signal })
          .then((made) => ({ token: made.token, expires: made.expiration_time }));
    return {
      text: `Password for ${place ?? names.join(", ")}, good until ${expires ?? "about an hour from now"}:\n${token}`,
      structured: {
        token,
        expires_at: expires ?? null,
        ...(place ? { endpoint: place } : { instance_names: names }),
      },
    };
  },
});
