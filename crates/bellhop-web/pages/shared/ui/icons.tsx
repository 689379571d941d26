// The icons of the pages, drawn in the colour of the text around them. All are decoration:
// what they mean is said in words beside them or in the label of their button.
import type { ReactNode } from "react";

function Icon({ children }: { children: ReactNode }) {
  return (
    <svg className="icon" viewBox="0 0 20 20" fill="none" stroke="currentColor" strokeWidth="1.6" strokeLinecap="round" strokeLinejoin="round" aria-hidden="true">
      {children}
    </svg>
  );
}

export const HashIcon = () => (
  <Icon>
    <path d="M7.6 3.5 5.9 16.5M14.1 3.5l-1.7 13M3.8 7.5h13M3.2 12.5h13" />
  </Icon>
);

export const LockIcon = () => (
  <Icon>
    <rect x="4.5" y="9" width="11" height="8" rx="1.8" />
    <path d="M6.8 9V6.4a3.2 3.2 0 0 1 6.4 0V9" />
  </Icon>
);

export const PinIcon = () => (
  <Icon>
    <path d="M7 3.5h6M8 3.5v5l-2.5 3h9L12 8.5v-5M10 11.5v5" />
  </Icon>
);

export const EyeIcon = () => (
  <Icon>
    <path d="M2.5 10S5 5 10 5s7.5 5 7.5 5-2.5 5-7.5 5-7.5-5-7.5-5z" />
    <circle cx="10" cy="10" r="2.2" />
  </Icon>
);

export const PictureIcon = () => (
  <Icon>
    <rect x="2.8" y="3.8" width="14.4" height="12.4" rx="2" />
    <circle cx="7.2" cy="8" r="1.4" />
    <path d="m3.5 14.5 4-3.6 2.8 2.4 3-3.1 3.4 3.4" />
  </Icon>
);

export const ThumbIcon = ({ down }: { down: boolean }) => (
  <Icon>
    <g transform={down ? "rotate(180 10 10)" : undefined}>
      <path d="M6.5 9v8H4V9zM6.5 9l3-5.6c1.4 0 2 .9 1.7 2.3L10.7 8.5H15c1 0 1.7.9 1.5 1.9l-1 5.1c-.2.9-.8 1.5-1.7 1.5H6.5" />
    </g>
  </Icon>
);

export const TrashIcon = () => (
  <Icon>
    <path d="M4 5.5h12M8 5.5V3.8h4v1.7M5.5 5.5l.8 11h7.4l.8-11" />
  </Icon>
);

export const SunIcon = () => (
  <Icon>
    <circle cx="10" cy="10" r="3.4" />
    <path d="M10 2.2v1.6M10 16.2v1.6M2.2 10h1.6M16.2 10h1.6M4.5 4.5l1.1 1.1M14.4 14.4l1.1 1.1M15.5 4.5l-1.1 1.1M5.6 14.4l-1.1 1.1" />
  </Icon>
);

export const MoonIcon = () => (
  <Icon>
    <path d="M16.5 11.7A6.9 6.9 0 0 1 8.3 3.5a6.9 6.9 0 1 0 8.2 8.2Z" />
  </Icon>
);

export const WireIcon = () => (
  <Icon>
    <path d="M2.5 10h3.2l2-5.5 4 11 2.1-5.5h3.7" />
  </Icon>
);

export const BackIcon = () => (
  <Icon>
    <path d="m12 4.5-5.5 5.5 5.5 5.5" />
  </Icon>
);

export const CloseIcon = () => (
  <Icon>
    <path d="m5 5 10 10M15 5 5 15" />
  </Icon>
);

export const DownIcon = () => (
  <Icon>
    <path d="M10 4v11.5M5 11l5 5 5-5" />
  </Icon>
);

export const BracesIcon = () => (
  <Icon>
    <path d="M7.5 3.5c-2 0-2.5 1-2.5 2.5v1.8c0 1.2-.6 2.2-2 2.2 1.4 0 2 1 2 2.2V14c0 1.5.5 2.5 2.5 2.5M12.5 3.5c2 0 2.5 1 2.5 2.5v1.8c0 1.2.6 2.2 2 2.2-1.4 0-2 1-2 2.2V14c0 1.5-.5 2.5-2.5 2.5" />
  </Icon>
);

export const PlugIcon = () => (
  <Icon>
    <path d="M7 2.8v4M13 2.8v4M4.5 6.8h11v2.7a5.5 5.5 0 0 1-11 0zM10 15v2.5" />
  </Icon>
);
