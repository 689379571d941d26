// What the sidebar lists: every conversation with the name that Slack would give it.
import type { Workspace } from "./reducer";
import type { Channel, User } from "./wire";

export interface Conversation {
  channel: Channel;
  /** Without a hash sign. */
  name: string;
  /** "#general", or the name of the people in a direct message. */
  title: string;
  direct: boolean;
  /** Direct messages: whether the person can be there at all. */
  present: boolean;
  people: number;
}

export interface Sections {
  channels: Conversation[];
  direct: Conversation[];
}

export function sections(workspace: Workspace): Sections {
  const all = Object.values(workspace.channels).map((channel) => conversation(workspace, channel));
  return {
    channels: all.filter((one) => !one.direct).sort(archivedLastThenByName),
    direct: all.filter((one) => one.direct).sort(archivedLastThenByName),
  };
}

export function conversation({ users }: Workspace, channel: Channel): Conversation {
  const direct = channel.kind === "im" || channel.kind === "mpim";
  const other = channel.user ? users[channel.user] : undefined;
  const people = (channel.members ?? []).filter((id) => users[id]?.is_bot !== true);
  const name = direct ? directName(channel, other, people.map((id) => users[id])) : channel.name;
  const present = channel.kind === "im" && other !== undefined && !other.deleted;
  return { channel, name, title: direct ? name : `#${name}`, direct, present, people: people.length };
}

function directName(channel: Channel, other: User | undefined, people: (User | undefined)[]): string {
  if (other) return userName(other);
  const names = people.flatMap((user) => (user ? [userName(user)] : []));
  return names.length > 0 ? names.join(", ") : channel.name || channel.user || channel.id;
}

export function userName(user: User): string {
  return user.real_name || user.name;
}

function archivedLastThenByName(left: Conversation, right: Conversation): number {
  const archived = Number(left.channel.is_archived) - Number(right.channel.is_archived);
  return archived || byName.compare(left.name, right.name) || byName.compare(left.channel.id, right.channel.id);
}

/** "team-2" comes before "team-10". */
const byName = new Intl.Collator(undefined, { numeric: true });

/** Where a newcomer is led: the conversation with the latest message, else #general, else any. */
export function firstStop(workspace: Workspace): string | undefined {
  const { channels, direct } = sections(workspace);
  const all = [...channels, ...direct];
  const latest = (one: Conversation) => workspace.messages[one.channel.id]?.at(-1)?.ts ?? "";
  const busiest = all.reduce<Conversation | undefined>(
    (best, one) => (latest(one) > (best ? latest(best) : "") ? one : best),
    undefined,
  );
  return (busiest ?? all.find((one) => one.name === "general") ?? all[0])?.channel.id;
}
