// The first moments, in the shape of what is coming.

export function Loading() {
  return (
    <div className="loading" role="status" aria-label="Loading the workspace">
      <div className="bone bone-title" />
      {[62, 84, 48, 71].map((width) => (
        <div className="loading-row" key={width}>
          <div className="bone bone-avatar" />
          <div className="loading-lines">
            <div className="bone bone-name" />
            <div className="bone" style={{ width: `${width}%` }} />
            <div className="bone" style={{ width: `${width - 22}%` }} />
          </div>
        </div>
      ))}
    </div>
  );
}
