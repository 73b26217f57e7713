import type { ComputeService } from "../compute/compute-service.ts";
import { parentOf } from "../objects/object-path.ts";
import type { ObjectStore, WorkspaceObject } from "../objects/object-store.ts";
import { notFound } from "../rest/api-error.ts";
import type { PermissionObject, PermissionType } from "./permission-type.ts";

const levelsOf = (what: string) => ({
  CAN_READ: `Can read the ${what}`,
  CAN_RUN: `Can read and run the ${what}`,
  CAN_EDIT: `Can edit the ${what}`,
  CAN_MANAGE: `Can manage the ${what}`,
});
const TYPES = { NOTEBOOK: "notebooks", DIRECTORY: "directories", FILE: "files" } as const;

export interface StoredTypeParts {
  objects: ObjectStore;
  compute: ComputeService;
  user: { userName: string };
}

/** Kinds of objects whose permissions lie in the store of permissions. */
export function storedTypes({ objects, compute, user }: StoredTypeParts): PermissionType[] {
  const owner = user.userName;
  const inTree =
    (type: WorkspaceObject["type"]) =>
    (id: string): PermissionObject => {
      const object = objects.list().find((each) => String(each.id) === id && each.type === type);
      if (!object) throw notFound(`There is no ${type.toLowerCase()} with the id ${id}.`);
      const parents: [string, string][] = [];
      for (let path = object.path; path !== "/"; ) {
        path = parentOf(path);
        const parent = objects.get(path);
        if (parent) parents.push(["directories", String(parent.id)]);
      }
      return { id, owner, parents };
    };
  return [
    ...(["NOTEBOOK", "DIRECTORY", "FILE"] as const).map((type) => ({
      path: TYPES[type],
      objectType: type.toLowerCase(),
      levels: levelsOf(type.toLowerCase()),
      find: inTree(type),
    })),
    {
      path: "dashboards",
      objectType: "dashboard",
      levels: levelsOf("dashboard"),
      find: (id) => {
        if (!objects.list().some((each) => each.type === "DASHBOARD" && each.resourceId === id))
          throw notFound(`There is no dashboard ${id}.`);
        return { id, owner };
      },
    },
    {
      path: "clusters",
      objectType: "cluster",
      levels: {
        CAN_ATTACH_TO: "Can attach notebooks to the cluster",
        CAN_RESTART: "Can attach to, start and restart the cluster",
        CAN_MANAGE: "Can manage the cluster",
      },
      find: (id) => {
        const cluster = compute.clusters.get(id);
        if (!cluster) throw notFound(`Cluster ${id} does not exist.`);
        return { id, owner: cluster.creator };
      },
    },
    {
      path: "authorization",
      objectType: "authorization",
      levels: { CAN_USE: "Can use it to sign in" },
      find: (id) => {
        if (id !== "tokens" && id !== "passwords") throw notFound(`There is no authorization by '${id}'.`);
        return { id, owner };
      },
    },
  ];
}
