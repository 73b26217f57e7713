/** What a workspace on one machine does not have. Looking for it answers truly; making it is refused, and why. */
export interface Absence {
  prefix: string;
  /** Lists that are empty, and the field that holds the items. */
  lists?: [path: string, field: string][];
  refused: [methods: string[], path: string, why: string][];
  /** Paths of single items: there is none. */
  items?: [methods: string[], path: string, what: string][];
}

const POLICY = "A cluster policy would limit clusters that are all this machine, and";
const POOL = "A pool of instances (every cluster is this machine)";
const PROFILE = "An instance profile of a cloud";
const SCRIPT = "A global init script (there are no instances to start)";
const GIT = "Checking out a Git repository into the workspace (import the files instead)";
const GIT_CREDENTIAL = "A credential for a Git provider";
const IP_LIST = "A list of IP addresses (bind the server to loopback instead)";
const DESTINATION = "Sending notifications";
const SETTING = "This setting";

export const ABSENCES: Absence[] = [
  {
    prefix: "/api/2.0/policies/clusters",
    lists: [
      ["/list", "policies"],
      ["/list-compliance", "clusters"],
    ],
    refused: [
      [["POST"], "/create", POLICY],
      [["POST"], "/edit", POLICY],
      [["POST"], "/delete", POLICY],
      [["POST"], "/enforce-compliance", POLICY],
      [["GET"], "/get-compliance", POLICY],
    ],
    items: [[["GET"], "/get", "cluster policy"]],
  },
  {
    prefix: "/api/2.0/policy-families",
    lists: [["/", "policy_families"]],
    refused: [],
    items: [[["GET"], "/:id", "policy family"]],
  },
  {
    prefix: "/api/2.0/instance-pools",
    lists: [["/list", "instance_pools"]],
    refused: [[["POST"], "/create", POOL]],
    items: [
      [["GET"], "/get", "instance pool"],
      [["POST"], "/edit", "instance pool"],
      [["POST"], "/delete", "instance pool"],
    ],
  },
  {
    prefix: "/api/2.0/instance-profiles",
    lists: [["/list", "instance_profiles"]],
    refused: [[["POST"], "/add", PROFILE]],
    items: [
      [["POST"], "/edit", "instance profile"],
      [["POST"], "/remove", "instance profile"],
    ],
  },
  {
    prefix: "/api/2.0/global-init-scripts",
    lists: [["/", "scripts"]],
    refused: [[["POST"], "/", SCRIPT]],
    items: [[["GET", "PATCH", "DELETE"], "/:id", "global init script"]],
  },
  {
    prefix: "/api/2.0/repos",
    lists: [["/", "repos"]],
    refused: [[["POST"], "/", GIT]],
    items: [[["GET", "PATCH", "DELETE"], "/:id", "Git folder"]],
  },
  {
    prefix: "/api/2.0/git-credentials",
    lists: [["/", "credentials"]],
    refused: [[["POST"], "/", GIT_CREDENTIAL]],
    items: [[["GET", "PATCH", "DELETE"], "/:id", "Git credential"]],
  },
  {
    prefix: "/api/2.0/ip-access-lists",
    lists: [["/", "ip_access_lists"]],
    refused: [[["POST"], "/", IP_LIST]],
    items: [[["GET", "PUT", "PATCH", "DELETE"], "/:id", "list of IP addresses"]],
  },
  {
    prefix: "/api/2.0/notification-destinations",
    lists: [["/", "results"]],
    refused: [[["POST"], "/", DESTINATION]],
    items: [[["GET", "PATCH", "DELETE"], "/:id", "notification destination"]],
  },
  {
    prefix: "/api/2.0/settings",
    refused: [[["GET", "PATCH", "DELETE"], "/types/:type/names/:name", SETTING]],
  },
];
