// The current time, looked at once a minute, so that Today becomes Yesterday at midnight.
import { useEffect, useState } from "react";

export function useToday(): Date {
  const [now, setNow] = useState(() => new Date());
  useEffect(() => {
    const timer = setInterval(() => {
      setNow((before) => (before.getDate() === new Date().getDate() ? before : new Date()));
    }, 60_000);
    return () => clearInterval(timer);
  }, []);
  return now;
}
