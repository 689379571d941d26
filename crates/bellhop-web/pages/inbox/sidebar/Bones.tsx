// The sidebar before it is known what it lists.

export function Bones() {
  return (
    <div className="sidebar-bones" aria-hidden="true">
      {[40, 66, 54, 72, 44, 60].map((width) => (
        <div className="bone" key={width} style={{ width: `${width}%` }} />
      ))}
    </div>
  );
}
