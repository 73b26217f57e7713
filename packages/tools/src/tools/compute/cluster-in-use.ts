import type { Cluster } from "../../client/clusters/schema.ts";
import { given } from "../../define-tool.ts";
import { failureOutput } from "../../tool-failure.ts";
import type { ToolContext, ToolOutput } from "../../types.ts";
import { bestCluster, orderClusters, usableBy } from "./usable-clusters.ts";

const most = 10;

const short = ({ cluster_id, cluster_name, state }: Cluster) => ({
  cluster_id,
  cluster_name: cluster_name ?? cluster_id,
  state: state ?? "UNKNOWN",
});

/**
 * The cluster that a call names, else the best that runs; else the answer that tells which clusters could be
 * started, so that the agent can ask the person.
 */
export async function clusterInUse(
  { workspace, signal }: ToolContext,
  named: string | undefined,
): Promise<{ clusterId: string } | { none: ToolOutput }> {
  const id = given(named);
  if (id) return { clusterId: id };
  const [{ items }, me] = await Promise.all([
    workspace.clusters.list({ signal }),
    workspace.scim.me({ signal }),
  ]);
  const best = bestCluster(items, me.userName);
  if (best) return { clusterId: best.cluster_id };
  const all = orderClusters(items);
  const mine = (cluster: Cluster): number => (cluster.creator_user_name === me.userName ? 0 : 1);
  const usable = all.filter((cluster) => usableBy(cluster, me.userName));
  const startable = usable.filter(({ state }) => state === "TERMINATED").sort((a, b) => mine(a) - mine(b));
  const first = startable[0];
  const failure = failureOutput({
    code: "CLUSTER_NOT_RUNNING",
    message: "No cluster that you may use is running.",
    retryable: false,
    suggestion: first
      ? `Ask the person whether to start ${first.cluster_name ?? first.cluster_id} (start_cluster with cluster_id "${first.cluster_id}"; it takes some minutes and costs), or run SQL with execute_sql.`
      : "Ask the person for a cluster, or run SQL with execute_sql.",
  });
  const structured = {
    ...failure.structured,
    startable_clusters: startable.slice(0, most).map(short),
    available_clusters: usable.slice(0, most).map(short),
    skipped_clusters: all
      .filter((cluster) => !usable.includes(cluster))
      .slice(0, most)
      .map((cluster) => ({ ...short(cluster), single_user_name: cluster.single_user_name })),
  };
  const list = structured.startable_clusters.map(
    (cluster) => `- ${cluster.cluster_name} (${cluster.cluster_id})`,
  );
  const text = list.length > 0 ? `${failure.text}\n\nCould be started:\n${list.join("\n")}` : failure.text;
  return { none: { ...failure, text, structured } };
}
