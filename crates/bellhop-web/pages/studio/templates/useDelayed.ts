// A value as it was when it last stood still for a while.
import { useEffect, useState } from "react";

export function useDelayed<Value>(value: Value, delay_ms: number): Value {
  const [delayed, setDelayed] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setDelayed(value), delay_ms);
    return () => clearTimeout(timer);
  }, [value, delay_ms]);
  return delayed;
}
