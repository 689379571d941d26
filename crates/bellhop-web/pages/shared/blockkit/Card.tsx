// A card block, and cards side by side.
import type { CardBlock, CarouselBlock } from "@slack/types";
import { Boundary } from "./Boundary";
import { Element } from "./elements/Element";
import { Picture, imageAddress } from "./Picture";
import { Text } from "./Text";

export function Card({ block }: { block: CardBlock }) {
  const { hero_image: hero, icon, title, subtitle, body, actions = [] } = block;
  return (
    <div className="bk-card">
      {hero && <Picture src={imageAddress(hero)} alt={hero.alt_text} size="full" />}
      {(icon || title || subtitle) && (
        <div className="bk-card-head">
          {icon && <Picture src={imageAddress(icon)} alt={icon.alt_text} size="tiny" />}
          <div>
            {title && (
              <div className="bk-card-title">
                <Text of={title} />
              </div>
            )}
            {subtitle && (
              <div className="bk-card-subtitle">
                <Text of={subtitle} />
              </div>
            )}
          </div>
        </div>
      )}
      {body && <Text of={body} />}
      {actions.length > 0 && (
        <div className="bk-actions">
          {actions.map((action, index) => (
            <Element key={index} element={action} />
          ))}
        </div>
      )}
    </div>
  );
}

export function Carousel({ block }: { block: CarouselBlock }) {
  return (
    <div className="bk-carousel" role="group" aria-label="Cards" tabIndex={0}>
      {block.elements.map((card, index) => (
        <Boundary key={index} block={card}>
          <Card block={card} />
        </Boundary>
      ))}
    </div>
  );
}
