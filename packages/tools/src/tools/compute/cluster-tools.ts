import { z } from "zod";
import type { Cluster } from "../../client/clusters/schema.ts";
import { defineTool } from "../../define-tool.ts";
import { readsOnly, takesNothing } from "../annotations.ts";
import { judgeRead } from "../judge-read.ts";
import { said } from "../said.ts";
import { bestCluster, orderClusters } from "./usable-clusters.ts";

const shownAtMost = 50;
const clusterId = z.string().min(1).describe("The cluster's id.");

const shown = ({ cluster_id, cluster_name, state, creator_user_name, cluster_source }: Cluster) => ({
  cluster_id,
  cluster_name: cluster_name ?? cluster_id,
  state: state ?? "UNKNOWN",
  ...(creator_user_name ? { creator_user_name } : {}),
  ...(cluster_source ? { cluster_source } : {}),
});

export const listClusters = defineTool({
  name: "list_clusters",
  area: "compute",
  title: "List clusters",
  description:
    "Lists the clusters that people keep (50 at most), running ones first; not those of jobs and pipelines.",
  input: {},
  searchHint: "cluster list compute spark",
  annotations: readsOnly,
  judge: judgeRead,
  async handler(_input, { workspace, signal }) {
    const { items } = await workspace.clusters.list({ signal });
    const all = orderClusters(items);
    const clusters = all.slice(0, shownAtMost).map(shown);
    const more = all.length > clusters.length ? `\n(first ${clusters.length} of ${all.length})` : "";
    const text =
      clusters.length > 0 ? JSON.stringify(clusters) + more : "There is no cluster that you can see.";
    return { text, structured: { clusters, total: all.length } };
  },
});

export const getBestCluster = defineTool({
  name: "get_best_cluster",
  area: "compute",
  title: "Find a cluster",
  description:
    "Gives the running cluster that fits best: one that you may use, shared ones first. null when none runs.",
  input: {},
  searchHint: "cluster best choose compute",
  annotations: readsOnly,
  judge: judgeRead,
  async handler(_input, { workspace, signal }) {
    const [{ items }, me] = await Promise.all([
      workspace.clusters.list({ signal }),
      workspace.scim.me({ signal }),
    ]);
    const best = bestCluster(items, me.userName);
    const structured = best ? shown(best) : { cluster_id: null };
    return {
      text: best ? JSON.stringify(structured) : "No cluster that you may use is running.",
      structured,
    };
  },
});

export const startCluster = defineTool({
  name: "start_cluster",
  area: "compute",
  title: "Start a cluster",
  description:
    "Starts a cluster that is stopped and returns at once; it takes 3 to 8 minutes and costs. Ask the person first.",
  input: { cluster_id: clusterId },
  searchHint: "cluster start compute",
  annotations: takesNothing,
  judge: ({ cluster_id: id }) => ({
    consequence: "costs",
    reason: `starts the cluster ${said(id)}`.trim(),
  }),
  async handler({ cluster_id }, { workspace, signal, emit }) {
    const before = await workspace.clusters.get(cluster_id, { signal });
    const name = before.cluster_name ?? cluster_id;
    const previous_state = before.state ?? "UNKNOWN";
    if (previous_state === "RUNNING") {
      const structured = { cluster_id, cluster_name: name, state: "RUNNING", previous_state };
      return { text: `${name} is running already.`, structured };
    }
    if (previous_state === "TERMINATED" || previous_state === "ERROR")
      await workspace.clusters.start(cluster_id, { signal });
    emit({ kind: "progress", message: `${name} is starting` });
    const structured = {
      cluster_id,
      cluster_name: name,
      state: previous_state === "TERMINATED" || previous_state === "ERROR" ? "PENDING" : previous_state,
      previous_state,
    };
    return {
      text: `${name} is starting (it was ${previous_state}). Look at it with get_cluster_status; it may take some minutes.`,
      structured,
    };
  },
});

export const getClusterStatus = defineTool({
  name: "get_cluster_status",
  area: "compute",
  title: "Look at a cluster",
  description: "Says in which state a cluster is, and why where the workspace says it.",
  input: { cluster_id: clusterId },
  searchHint: "cluster state status compute",
  annotations: readsOnly,
  judge: judgeRead,
  async handler({ cluster_id }, { workspace, signal }) {
    const cluster = await workspace.clusters.get(cluster_id, { signal });
    const structured = {
      ...shown(cluster),
      ...(cluster.state_message ? { message: cluster.state_message } : {}),
    };
    const why = cluster.state_message ? `: ${cluster.state_message}` : "";
    return { text: `${structured.cluster_name} is ${structured.state}${why}`, structured };
  },
});
