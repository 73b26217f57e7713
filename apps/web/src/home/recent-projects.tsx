import type { Project } from "@lakehand/protocol";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Ellipsis, Folder, Pencil, Trash2 } from "lucide-react";
import { useState } from "react";
import { deleteProject, renameProject } from "../api/mutations.ts";
import { projectsQuery } from "../api/queries.ts";
import { formatAgo, plural } from "../lib/format.ts";
import { Button } from "../ui/button.tsx";
import { Confirm } from "../ui/confirm.tsx";
import { ErrorNote } from "../ui/error-note.tsx";
import { IconButton } from "../ui/icon-button.tsx";
import { InlineEdit } from "../ui/inline-edit.tsx";
import { Menu, MenuItem } from "../ui/menu.tsx";
import { Skeleton } from "../ui/spinner.tsx";
import { useRename } from "../ui/use-rename.ts";

export function RecentProjects() {
  const projects = useQuery(projectsQuery);
  return (
    <section className="mt-8" aria-labelledby="projects">
      <h2 id="projects" className="mb-2 text-sm font-semibold">
        Projects
      </h2>
      {projects.isPending && (
        <div className="space-y-2">
          <Skeleton className="h-12" />
          <Skeleton className="h-12" />
        </div>
      )}
      {projects.isError && (
        <ErrorNote error={projects.error}>
          <Button size="sm" onClick={() => void projects.refetch()}>
            Try again
          </Button>
        </ErrorNote>
      )}
      {projects.data?.length === 0 && (
        <p className="rounded-xl border border-dashed border-line-strong px-4 py-5 text-sm text-muted">
          None yet. Your first message makes one; each project keeps its conversations and files together.
        </p>
      )}
      {projects.data && projects.data.length > 0 && (
        <ul className="divide-y divide-line rounded-xl border border-line bg-surface">
          {projects.data.map((project) => (
            <ProjectRow key={project.id} project={project} />
          ))}
        </ul>
      )}
    </section>
  );
}

function ProjectRow({ project }: { project: Project }) {
  const client = useQueryClient();
  const [deleting, setDeleting] = useState(false);
  const refresh = () => client.invalidateQueries({ queryKey: ["projects"] });
  const { renaming, setRenaming, rename, error } = useRename(async (name) => {
    await renameProject(project.id, name);
    await refresh();
  });
  return (
    <li className="px-2 py-1">
      <div className="flex min-h-11 items-center gap-1">
        {renaming ? (
          <InlineEdit
            value={project.name}
            label="Project name"
            onSave={rename}
            onCancel={() => setRenaming(false)}
          />
        ) : (
          <Link
            to="/projects/$projectId"
            params={{ projectId: project.id }}
            className="flex min-h-10 min-w-0 flex-1 items-center gap-3 rounded-lg px-2 hover:bg-hover"
          >
            <Folder aria-hidden className="size-4 shrink-0 text-faint" />
            <span className="min-w-0 flex-1 truncate text-sm font-medium">{project.name}</span>
            <span className="shrink-0 text-xs text-faint">
              <span className="hidden sm:inline">
                {plural(project.conversation_count, "conversation")} ·{" "}
              </span>
              {formatAgo(project.created_at)}
            </span>
          </Link>
        )}
        <Menu
          trigger={
            <IconButton label={`Actions for ${project.name}`}>
              <Ellipsis />
            </IconButton>
          }
        >
          <MenuItem onSelect={() => setRenaming(true)}>
            <Pencil /> Rename
          </MenuItem>
          <MenuItem danger onSelect={() => setDeleting(true)}>
            <Trash2 /> Delete
          </MenuItem>
        </Menu>
      </div>
      {error !== undefined && <ErrorNote error={error} />}
      <Confirm
        open={deleting}
        onOpenChange={setDeleting}
        title={`Delete “${project.name}”?`}
        description="Its conversations and files here are deleted for good. Tables and files in the workspace stay."
        action="Delete project"
        onConfirm={async () => {
          await deleteProject(project.id);
          await refresh();
        }}
      />
    </li>
  );
}
