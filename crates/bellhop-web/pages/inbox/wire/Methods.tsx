// The same figures by method, with the errors that were given.
import type { Stats } from "../state/wire";

export function Methods({ stats }: { stats: Stats }) {
  const methods = Object.entries(stats.by_method).sort(([, left], [, right]) => right.calls - left.calls);
  if (methods.length === 0) return null;
  return (
    <details className="methods">
      <summary>By method</summary>
      <table>
        <thead>
          <tr>
            <th scope="col">Method</th>
            <th scope="col">Calls</th>
            <th scope="col">OK</th>
            <th scope="col">429</th>
          </tr>
        </thead>
        <tbody>
          {methods.map(([name, method]) => (
            <tr key={name}>
              <th scope="row">
                {name}
                {Object.entries(method.errors).map(([code, count]) => (
                  <small key={code}>
                    {code} × {count}
                  </small>
                ))}
              </th>
              <td>{method.calls.toLocaleString()}</td>
              <td>{method.ok.toLocaleString()}</td>
              <td>{method.rate_limited.toLocaleString()}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </details>
  );
}
