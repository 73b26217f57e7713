import { createRootRoute, createRoute, createRouter, lazyRouteComponent } from "@tanstack/react-router";
import { HomePage } from "./home/home-page.tsx";
import { readProjectSearch } from "./project/search.ts";
import { NotFound, PageError, Root } from "./shell/root.tsx";

const rootRoute = createRootRoute({
  component: Root,
  notFoundComponent: NotFound,
  errorComponent: PageError,
});

const homeRoute = createRoute({ getParentRoute: () => rootRoute, path: "/", component: HomePage });

const inboxRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/inbox",
  component: lazyRouteComponent(() => import("./inbox/inbox-page.tsx"), "InboxPage"),
});

const ProjectPage = lazyRouteComponent(() => import("./project/project-page.tsx"), "ProjectPage");

export const projectRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/projects/$projectId",
  validateSearch: readProjectSearch,
  component: ProjectPage,
});

export const conversationRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/projects/$projectId/c/$conversationId",
  validateSearch: readProjectSearch,
  component: ProjectPage,
});

export const router = createRouter({
  routeTree: rootRoute.addChildren([homeRoute, inboxRoute, projectRoute, conversationRoute]),
  defaultPreload: "intent",
  defaultErrorComponent: PageError,
});

declare module "@tanstack/react-router" {
  interface Register {
    router: typeof router;
  }
}
