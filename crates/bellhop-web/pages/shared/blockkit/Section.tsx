// A section: text, fields in two columns, and one element at its right edge.
import type { SectionBlock } from "@slack/types";
import { Element } from "./elements/Element";
import { Text } from "./Text";

export function Section({ block }: { block: SectionBlock }) {
  return (
    <div className="bk-section">
      <div className="bk-section-body">
        {block.text && <Text of={block.text} />}
        {block.fields && (
          <div className="bk-fields">
            {block.fields.map((field, index) => (
              <div className="bk-field" key={index}>
                <Text of={field} />
              </div>
            ))}
          </div>
        )}
      </div>
      {block.accessory && (
        <div className="bk-accessory">
          <Element element={block.accessory} />
        </div>
      )}
    </div>
  );
}
