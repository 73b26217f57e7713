import { create } from "zustand";

interface Disclosures {
  open: Readonly<Record<string, boolean>>;
  set: (key: string, open: boolean) => void;
}

/** What the reader opened or closed. It outlives the rows, which leave the page when scrolled away. */
const useDisclosures = create<Disclosures>()((set) => ({
  open: {},
  set: (key, value) => set((state) => ({ open: { ...state.open, [key]: value } })),
}));

export function useDisclosure(key: string, initially: boolean): [boolean, (open: boolean) => void] {
  const open = useDisclosures((s) => s.open[key]) ?? initially;
  return [open, (next) => useDisclosures.getState().set(key, next)];
}
