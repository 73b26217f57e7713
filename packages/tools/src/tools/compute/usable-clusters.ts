import type { Cluster } from "../../client/clusters/schema.ts";

/** Made by a person or a program that keeps it; clusters of jobs and pipelines come and go by themselves. */
const lasting = (cluster: Cluster): boolean => {
  const source = cluster.cluster_source ?? "UI";
  return source === "UI" || source === "API";
};

const stateRank = (state: string | null | undefined): number =>
  state === "RUNNING" ? 0 : state === "TERMINATED" ? 2 : 1;

/** Those that a person would pick from: running ones first, then by name. */
export function orderClusters(clusters: readonly Cluster[]): Cluster[] {
  return clusters
    .filter(lasting)
    .sort(
      (a, b) =>
        stateRank(a.state) - stateRank(b.state) || (a.cluster_name ?? "").localeCompare(b.cluster_name ?? ""),
    );
}

/** A single-user cluster of another person refuses our commands. */
export function usableBy(cluster: Cluster, userName: string): boolean {
  const owner = cluster.single_user_name;
  return !owner || owner.toLowerCase() === userName.toLowerCase();
}

const nameRank = ({ cluster_name: name }: Cluster): number =>
  /shared/i.test(name ?? "") ? 0 : /demo/i.test(name ?? "") ? 1 : 2;

/** The running cluster to use when none is named: one called "shared" before one called "demo" before any other. */
export function bestCluster(clusters: readonly Cluster[], userName: string): Cluster | undefined {
  return orderClusters(clusters)
    .filter((cluster) => cluster.state === "RUNNING" && usableBy(cluster, userName))
    .sort((a, b) => nameRank(a) - nameRank(b))[0];
}
