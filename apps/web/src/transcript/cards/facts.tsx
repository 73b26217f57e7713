/** Short facts at the right of a card's title, with a dot between; what is missing is left out. */
export function Facts({ items }: { items: readonly (string | false | undefined)[] }) {
  const shown = items.filter((item): item is string => typeof item === "string" && item !== "");
  return <span className="truncate">{shown.join(" · ")}</span>;
}
