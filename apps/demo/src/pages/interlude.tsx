/**
 * What is shown while nobody knows who is there, and so nothing private can be.
 *
 * @param status said to everyone, and announced; without one, the page is merely on its way.
 */
export function Interlude({ status = "" }: { status?: string }) {
  return (
    <main className="interlude">
      <p role="status">{status}</p>
    </main>
  );
}
