import { Monitor, Moon, Sun } from "lucide-react";
import { type ThemeChoice, useTheme } from "../lib/theme.ts";
import { IconButton } from "../ui/icon-button.tsx";
import { Menu, MenuChoices } from "../ui/menu.tsx";

const options = [
  { value: "system", label: "System", icon: <Monitor /> },
  { value: "light", label: "Light", icon: <Sun /> },
  { value: "dark", label: "Dark", icon: <Moon /> },
] as const satisfies readonly { value: ThemeChoice; label: string; icon: unknown }[];

export function ThemeMenu() {
  const { choice, choose } = useTheme();
  return (
    <Menu trigger={<IconButton label="Theme">{options.find((o) => o.value === choice)?.icon}</IconButton>}>
      <MenuChoices value={choice} onChange={choose} options={options} />
    </Menu>
  );
}
