import type { JobService } from "../jobs/job-service.ts";
import type { ObjectStore } from "../objects/object-store.ts";
import { type Html, html } from "./html.ts";
import { objectLink } from "./object-link.ts";

const MOST = 2000;

export const JUMP_STYLE = `
.jump { display: none; } .jump:target { display: block; border: 1px solid var(--line); border-radius: .4rem; padding: .8rem; }`;

/**
 * Where addresses with a fragment lead, as clients print them: `/#workspace/Users/…`, `/#notebook/12`, `/#job/7`. A
 * fragment never reaches the server and the pages run no script, so that the browser itself shows the one that fits.
 */
export function jumps(objects: ObjectStore, jobs: JobService): Html {
  const jump = (id: string, link: Html) => html`<p class="jump" id="${id}">Go to ${link}</p>`;
  const tree = objects
    .list()
    .slice(-MOST)
    .flatMap((object) => [
      jump(`workspace${object.path}`, objectLink(object)),
      ...(object.type === "NOTEBOOK" ? [jump(`notebook/${object.id}`, objectLink(object))] : []),
      ...(object.type === "DIRECTORY" ? [jump(`folder/${object.id}`, objectLink(object))] : []),
    ]);
  const allJobs = jobs.jobs
    .list()
    .slice(-MOST)
    .map(({ id, settings }) => jump(`job/${id}`, html`<a href="/jobs/${id}">job ${settings.name ?? id}</a>`));
  return html`${tree}${allJobs}`;
}
