import { memo } from "react";
import { shortToolName, toolFamily } from "../tool-names.ts";
import { EditCard, ReadCard, UploadCard, WriteCard } from "./file-cards.tsx";
import { GenericCard, type ToolCardProps } from "./generic-card.tsx";
import { MultiSqlCard, SqlCard } from "./sql-card.tsx";

/** The card of a tool's family. */
export const ToolCard = memo(function ToolCard(props: ToolCardProps) {
  switch (toolFamily(props.tool.name)) {
    case "sql":
      return shortToolName(props.tool.name) === "execute_sql_multi" ? (
        <MultiSqlCard {...props} />
      ) : (
        <SqlCard {...props} />
      );
    case "read":
      return <ReadCard {...props} />;
    case "write":
      return <WriteCard {...props} />;
    case "edit":
      return <EditCard {...props} />;
    case "upload":
      return <UploadCard {...props} />;
    default:
      return <GenericCard {...props} />;
  }
});
