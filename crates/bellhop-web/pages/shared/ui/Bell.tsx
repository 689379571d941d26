// Bellhop's mark: the bell of a hotel desk.
import { useId } from "react";

export function Bell() {
  const gradient = useId();
  return (
    <svg className="bell" viewBox="0 0 36 36" aria-hidden="true">
      <linearGradient id={gradient} x1="0" y1="0" x2="1" y2="1">
        <stop stopColor="#e8467c" />
        <stop offset="1" stopColor="#8b2a8f" />
      </linearGradient>
      <rect width="36" height="36" rx="8" fill={`url(#${gradient})`} />
      <g fill="#fff">
        <rect x="6.5" y="25" width="23" height="3.6" rx="1.8" />
        <path d="M8.5 23.2a9.5 9.5 0 0 1 19 0z" />
        <rect x="16.4" y="9.8" width="3.2" height="4.6" rx="1" />
        <circle cx="18" cy="9.4" r="2.3" />
      </g>
    </svg>
  );
}
