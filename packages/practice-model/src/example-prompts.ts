import type { ExamplePrompt } from "./types.ts";

/** The guided builds, as the page offers them. With a real model they are ordinary requests. */
export const examplePrompts: readonly ExamplePrompt[] = [
  {
    id: "explore-samples",
    title: "Explore the samples",
    description: "See what the samples catalog holds, then look into its largest table.",
    prompt:
      "Explore the samples catalog: what tables are there, how large are they, and what is interesting in them?",
  },
  {
    id: "bronze-silver-gold",
    title: "Build bronze → silver → gold",
    description: "Raw copy, cleaned table and a daily summary, with checks between them.",
    prompt:
      "Build bronze, silver and gold tables from the taxi trips in the samples catalog, with checks and row counts.",
  },
  {
    id: "profile-table",
    title: "Profile a table",
    description: "Nulls, duplicates, ranges and outliers, counted in the real rows.",
    prompt: "Profile the table samples.nyctaxi.trips and find data quality problems.",
  },
  {
    id: "write-and-upload",
    title: "Write Python and upload it",
    description: "Two files written in the project, checked, and uploaded to the workspace.",
    prompt: "Write a Python file that summarises trips, and upload its folder to my workspace.",
  },
  {
    id: "make-report",
    title: "Make a report",
    description: "Several queries, then report.md with the real numbers and a chart.",
    prompt: "Make a report on the sample trips: run the queries you need and write report.md with a chart.",
  },
];
