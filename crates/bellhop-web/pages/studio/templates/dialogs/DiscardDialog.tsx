// Back to what is served; a template that was never committed goes altogether.
import { useMutation } from "@tanstack/react-query";
import { useLocation } from "wouter";
import { queries } from "../../api/queries";
import { Confirm } from "../../shell/Confirm";
import { discardDraft } from "../calls";

interface DiscardDialogProps {
  slug: string;
  isServed: boolean;
  onReplaced: () => Promise<void>;
  onClose: () => void;
}

export function DiscardDialog({ slug, isServed, onReplaced, onClose }: DiscardDialogProps) {
  const [, go] = useLocation();
  const discard = useMutation({
    mutationFn: async () => {
      await discardDraft(slug);
      if (isServed) await onReplaced();
    },
    onSuccess: () => {
      onClose();
      if (!isServed) {
        void queries.invalidateQueries({ queryKey: ["templates"] });
        go("/templates");
      }
    },
  });
  return (
    <Confirm
      title="Discard the draft?"
      text={isServed ? "The files go back to what is served. What the draft changed is lost." : `“${slug}” was never committed: there is nothing but this draft, and it is lost.`}
      action="Discard draft"
      isDangerous
      isPending={discard.isPending}
      error={discard.error}
      onConfirm={() => discard.mutate()}
      onClose={onClose}
    />
  );
}
