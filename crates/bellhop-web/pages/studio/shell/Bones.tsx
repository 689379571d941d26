// The first moments of a place, in the shape of rows.

export function Bones({ what }: { what: string }) {
  return (
    <div className="bones" role="status" aria-label={`Loading ${what}`}>
      <div className="bone bone-heading" />
      {[72, 88, 64, 80, 58].map((width) => (
        <div className="bone" key={width} style={{ width: `${width}%` }} />
      ))}
    </div>
  );
}
