// The state of the inbox as a hook.
import { useEffect, useReducer } from "react";
import { connect } from "./connection";
import { type InboxState, initial, reduce } from "./reducer";

export function useSimulator(): InboxState {
  const [state, dispatch] = useReducer(reduce, initial);
  useEffect(() => connect(dispatch), []);
  return state;
}
