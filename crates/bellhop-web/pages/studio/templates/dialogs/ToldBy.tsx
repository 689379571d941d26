// How Bellhop gets to know people, for whoever has to have it done.
export function ToldBy() {
  return (
    <>
      <code>POST /v1/user/…</code> in{" "}
      <a href="/docs/" target="_blank" rel="noopener noreferrer">
        the API's description
      </a>
    </>
  );
}
