// Who the ids in the examples are.
import type { Names } from "../../shared/names";

export const sampleNames: Names = {
  user: (id) => (id === "U024BE7LH" ? { name: "Ada" } : undefined),
  channel: (id) => (id === "C024BE7LR" ? { name: "deploys", direct: false } : undefined),
};
