import type { Area, AreaParts } from "./area.ts";

/** Every area that `openWorkspace` opens, in the order of the home page. One line each. */
const AREAS: ((parts: AreaParts) => Area)[] = [];

export const openAreas = (parts: AreaParts): Area[] => AREAS.map((open) => open(parts));
