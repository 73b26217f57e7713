import { defineTool } from "../../define-tool.ts";
import { readsOnly } from "../annotations.ts";
import { judgeRead } from "../judge-read.ts";

export const currentUser = defineTool({
  name: "current_user",
  area: "user",
  title: "Current user",
  description: "Returns who you are in the workspace, with the home folder to use as default for uploads.",
  input: {},
  searchHint: "user me identity home folder email",
  annotations: readsOnly,
  judge: judgeRead,
  async handler(_input, { workspace, signal }) {
    const me = await workspace.scim.me({ signal });
    const structured = {
      username: me.userName,
      display_name: me.displayName ?? undefined,
      home_path: `/Workspace/Users/${me.userName}`,
      workspace_url: workspace.host,
    };
    return { text: JSON.stringify(structured), structured };
  },
});

/** The name that other tool sets use for the same. */
export const getCurrentUser = { ...currentUser, name: "get_current_user" };
