import type { ElementType, ReactNode } from "react";

interface RemoveScrollProps {
  as?: ElementType;
  children?: ReactNode;
  allowPinchZoom?: boolean;
  shards?: unknown;
  enabled?: boolean;
}

/**
 * Stands in for the scroll lock that dialogs bring along (see vite.config.ts): that one writes a style element,
 * which the content security policy forbids. The page itself never scrolls here, so there is nothing to lock.
 */
export function RemoveScroll({
  as: As = "div",
  children,
  allowPinchZoom,
  shards,
  enabled,
  ...rest
}: RemoveScrollProps) {
  return <As {...rest}>{children}</As>;
}
