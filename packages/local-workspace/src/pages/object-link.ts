import type { WorkspaceObject } from "../objects/object-store.ts";
import { type Html, html } from "./html.ts";

const addressOf = ({ type, id, resourceId }: WorkspaceObject): string =>
  ({
    NOTEBOOK: `/editor/notebooks/${id}`,
    FILE: `/editor/files/${id}`,
    DIRECTORY: `/browse/folders/${id}`,
    DASHBOARD: `/dashboardsv3/${resourceId}`,
  })[type];

/** A link to the page of a notebook, file, folder or dashboard of the workspace tree. */
export const objectLink = (object: WorkspaceObject, label = object.path): Html =>
  html`<a href="${addressOf(object)}">${label}</a>`;
